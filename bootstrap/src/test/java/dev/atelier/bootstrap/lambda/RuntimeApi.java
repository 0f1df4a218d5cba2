package dev.atelier.bootstrap.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lambda's Runtime API, on 127.0.0.1 and a free port: a function's process requests events from it and returns
 * responses.
 */
final class RuntimeApi implements AutoCloseable {

    private static final String ROOT = "/2018-06-01/runtime/";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    private final Map<String, Invocation> running = new ConcurrentHashMap<>();
    private final BlockingQueue<String> signs = new LinkedBlockingQueue<>();
    private final CountDownLatch restored = new CountDownLatch(1);

    /** The response of the function, or its error. */
    record Outcome(boolean failed, String text) {}

    private record Invocation(String id, String event, Duration limit, CompletableFuture<Outcome> outcome) {}

    private RuntimeApi(HttpServer server) {
        this.server = server;
        server.createContext(ROOT + "invocation/next", this::next);
        server.createContext(ROOT + "invocation/", this::end);
        server.createContext(ROOT + "init/error", this::notStarted);
        server.createContext(ROOT + "restore/next", this::restore);
        server.createContext(ROOT + "restore/error", this::notStarted);
        server.setExecutor(threads);
        server.start();
    }

    static RuntimeApi start() throws IOException {
        return new RuntimeApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    void processEnded() {
        signs.add("the function's process ended");
    }

    /** Lets a function run on that is ready for a snapshot. */
    void restore() {
        restored.countDown();
    }

    /** Waits for the function's next request; returns an error of the initialisation, or null. */
    String awaitIdle() throws InterruptedException {
        String sign = signs.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (sign == null) {
            throw new IllegalStateException("the function asked for no event within " + PATIENCE);
        }
        return sign.isEmpty() ? null : sign;
    }

    /** Sends the event to the function, with this time limit, and waits for the result. */
    Outcome invoke(String event, Duration limit) throws InterruptedException {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, limit, new CompletableFuture<>());
        running.put(invocation.id(), invocation);
        invocations.add(invocation);
        try {
            return invocation.outcome().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the function gave no answer within " + PATIENCE, e);
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        signs.add("");
        try {
            Invocation invocation = invocations.take();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", invocation.id());
            exchange.getResponseHeaders()
                    .add(
                            "Lambda-Runtime-Deadline-Ms",
                            ""
                                    + (System.currentTimeMillis()
                                            + invocation.limit().toMillis()));
            exchange.getResponseHeaders()
                    .add(
                            "Lambda-Runtime-Invoked-Function-Arn",
                            "arn:aws:lambda:us-east-1:123456789012:function:atelier");
            byte[] event = invocation.event().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, event.length);
            exchange.getResponseBody().write(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void restore(HttpExchange exchange) throws IOException {
        signs.add("");
        try {
            restored.await();
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void end(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI()
                .getPath()
                .substring((ROOT + "invocation/").length())
                .split("/");
        Outcome outcome = new Outcome(parts[1].equals("error"), body(exchange));
        accepted(exchange);
        running.remove(parts[0]).outcome().complete(outcome);
    }

    private void notStarted(HttpExchange exchange) throws IOException {
        String error = body(exchange);
        accepted(exchange);
        signs.add(error);
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void accepted(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}

package dev.atelier.persistence.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on loopback and a free port, with a path for each fault of a download. */
final class ModelServer implements AutoCloseable {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

    /** Range headers of the requests, in order. */
    final List<String> ranges = new CopyOnWriteArrayList<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private volatile BiConsumer<String, String> observer = (authorization, query) -> {};

    interface Route {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    ModelServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Sets what gets {@code Authorization} and the query of each request; null for none. */
    ModelServer observe(BiConsumer<String, String> next) {
        observer = next;
        return this;
    }

    ModelServer on(String path, Route route) {
        server.createContext(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            observer.accept(
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestURI().getRawQuery());
            try (exchange) {
                route.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return this;
    }

    /** Serves the content with support for ranges; each of the first connections breaks after this many bytes. */
    ModelServer serving(String path, byte[] content, String tag, int... breaks) {
        return on(path, exchange -> {
            int turn = ranges.size() - 1;
            Matcher range = RANGE.matcher(String.valueOf(ranges.get(turn)));
            int start = range.matches() ? Integer.parseInt(range.group(1)) : 0;
            if (start > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
            }
            if (tag != null) {
                exchange.getResponseHeaders().set("ETag", tag);
            }
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, content.length - start);
            int end = turn < breaks.length ? Math.min(content.length, start + breaks[turn]) : content.length;
            exchange.getResponseBody().write(Arrays.copyOfRange(content, start, end));
            exchange.getResponseBody().flush();
        });
    }

    ModelServer redirecting(String path, int status, String location) {
        return on(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(status, -1);
        });
    }

    /** Sends a few bytes of a large file and then stalls. */
    ModelServer stalling(String path) {
        return on(path, exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            closed.await();
        });
    }

    /** Sends endlessly. */
    ModelServer endless(String path) {
        return on(path, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            byte[] some = new byte[8192];
            while (closed.getCount() > 0) {
                out.write(some);
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

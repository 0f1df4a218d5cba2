package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Simulates the AWS operations that Atelier uses, on a port of 127.0.0.1, in the wire protocols of the SDK: SageMaker,
 * Application Auto Scaling and SQS (JSON), SageMaker Runtime (REST), CloudWatch (query and XML). Endpoints and
 * trainings change state after a short time or when the test says so. Async invocations read and write the bucket and
 * are reported by SNS, state changes by EventBridge; both deliver to the one queue. Not simulated: signatures,
 * permissions, quotas (unless a test sets one), and the effect of scaling policies and alarms.
 */
public final class AwsStub implements AutoCloseable {

    /** The region in its ARNs. */
    public static final String REGION = "eu-west-1";

    /** The account in its ARNs. */
    public static final String ACCOUNT = "123456789012";

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(AwsStub::daemon);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, AwsStub::daemon);
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<AwsErrorResponse>> rejections = new ConcurrentHashMap<>();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> hanging = new ConcurrentHashMap<>();
    private final Map<String, Operation> operations = new HashMap<>();
    private final StubQueue queue;
    private final StubEndpoints endpoints;
    private final StubTrainings trainings;
    private final StubRuntime runtime;
    private final StubScaling scaling = new StubScaling();

    /** Handles one operation. */
    @FunctionalInterface
    interface Operation {
        ObjectNode call(JsonNode body);
    }

    private AwsStub(HttpServer server, Bucket bucket) {
        this.server = server;
        queue = new StubQueue(url() + "/" + ACCOUNT + "/atelier-events", timer);
        endpoints = new StubEndpoints(timer, queue);
        trainings = new StubTrainings(timer, queue, bucket);
        runtime = new StubRuntime(endpoints, queue, bucket, threads);
        operations.putAll(endpoints.operations());
        operations.putAll(trainings.operations());
        operations.putAll(scaling.operations());
        operations.putAll(queue.operations());
    }

    /** Starts on a free port. */
    public static AwsStub start(Bucket bucket) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            AwsStub stub = new AwsStub(server, bucket);
            server.setExecutor(stub.threads);
            server.createContext("/", stub::serve);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value for {@code AWS_ENDPOINT_URL}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public StubEndpoints endpoints() {
        return endpoints;
    }

    public StubRuntime runtime() {
        return runtime;
    }

    public StubTrainings trainings() {
        return trainings;
    }

    public StubScaling scaling() {
        return scaling;
    }

    public StubQueue queue() {
        return queue;
    }

    /** Rejects the next {@code times} calls of this operation. */
    public AwsStub reject(String operation, AwsErrorResponse rejection, int times) {
        Deque<AwsErrorResponse> waiting = rejections.computeIfAbsent(operation, name -> new ArrayDeque<>());
        synchronized (waiting) {
            for (int i = 0; i < times; i++) {
                waiting.add(rejection);
            }
        }
        return this;
    }

    /** Rejects all calls of this operation until {@link #works}. */
    public AwsStub reject(String operation, AwsErrorResponse rejection) {
        return reject(operation, rejection, 10_000);
    }

    /** Executes calls of this operation and responds with an error, until {@link #works}. */
    public void losesAnswers(String operation) {
        unanswered.add(operation);
    }

    /** Lets calls of this operation hang until {@link #works}. */
    public void hangs(String operation) {
        hanging.put(operation, new CountDownLatch(1));
    }

    /** Ends all simulated faults. */
    public void works() {
        rejections.clear();
        unanswered.clear();
        hanging.values().forEach(CountDownLatch::countDown);
        hanging.clear();
    }

    /** The received calls, in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The arguments of calls of this operation, in order. */
    public List<JsonNode> calls(String operation) {
        return calls.stream()
                .filter(call -> call.operation().equals(operation))
                .map(Call::body)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            if (target != null) {
                json(exchange, target.substring(target.indexOf('.') + 1), body);
            } else if (exchange.getRequestURI().getPath().startsWith("/endpoints/")) {
                rest(exchange, body);
            } else {
                query(exchange, new String(body, StandardCharsets.UTF_8));
            }
        }
    }

    private void json(HttpExchange exchange, String operation, byte[] body) throws IOException {
        try {
            ObjectNode answer = answer(operation, JSON.readTree(body));
            send(exchange, 200, "application/x-amz-json-1.1", answer.toString().getBytes(StandardCharsets.UTF_8));
        } catch (AwsErrorResponse e) {
            reject(exchange, e);
        }
    }

    private void rest(HttpExchange exchange, byte[] body) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        boolean async = path[3].equals("async-invocations");
        ObjectNode given = JsonNodeFactory.instance.objectNode().put("EndpointName", path[2]);
        exchange.getRequestHeaders()
                .forEach((name, values) -> given.put(name.replaceFirst("(?i)^x-amzn-sagemaker-", ""), values.get(0)));
        try {
            note(async ? "InvokeEndpointAsync" : "InvokeEndpoint", given);
            if (async) {
                StubRuntime.Accepted accepted = runtime.accept(given);
                exchange.getResponseHeaders().set("X-Amzn-SageMaker-OutputLocation", accepted.output());
                exchange.getResponseHeaders().set("X-Amzn-SageMaker-FailureLocation", accepted.failure());
                byte[] answer =
                        ("{\"InferenceId\":\"" + accepted.inferenceId() + "\"}").getBytes(StandardCharsets.UTF_8);
                send(exchange, 202, "application/json", answer);
            } else {
                send(exchange, 200, "application/json", runtime.answer(path[2], body));
            }
        } catch (AwsErrorResponse e) {
            reject(exchange, e);
        }
    }

    private void query(HttpExchange exchange, String form) throws IOException {
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            given.put(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
        }
        String operation = given.path("Action").asText();
        try {
            answer(operation, given);
            String answer = "<" + operation + "Response><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></"
                    + operation + "Response>";
            send(exchange, 200, "text/xml", answer.getBytes(StandardCharsets.UTF_8));
        } catch (AwsErrorResponse e) {
            send(exchange, e.status(), "text/xml", e.xml().getBytes(StandardCharsets.UTF_8));
        }
    }

    private ObjectNode answer(String operation, JsonNode body) {
        note(operation, body);
        Operation known = operations.get(operation);
        if (known == null) {
            throw new AwsErrorResponse(400, "UnknownOperationException", operation + " is not simulated");
        }
        try {
            return known.call(body);
        } finally {
            loseAnswer(operation);
        }
    }

    private void loseAnswer(String operation) {
        if (unanswered.contains(operation)) {
            throw AwsErrorResponse.internal();
        }
    }

    private void note(String operation, JsonNode body) {
        calls.add(new Call(operation, body));
        hang(operation);
        Deque<AwsErrorResponse> waiting = rejections.get(operation);
        if (waiting == null) {
            return;
        }
        synchronized (waiting) {
            AwsErrorResponse rejection = waiting.poll();
            if (rejection != null) {
                throw rejection;
            }
        }
    }

    private void hang(String operation) {
        try {
            hanging.getOrDefault(operation, new CountDownLatch(0)).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the stub is closed
        }
    }

    private static void reject(HttpExchange exchange, AwsErrorResponse rejection) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", rejection.code());
        send(
                exchange,
                rejection.status(),
                "application/x-amz-json-1.1",
                rejection.json().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("x-amzn-RequestId", "1");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "aws-stub");
        thread.setDaemon(true);
        return thread;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String arn(String service, String what) {
        return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":" + what;
    }
}

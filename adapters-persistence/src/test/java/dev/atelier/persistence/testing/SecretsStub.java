package dev.atelier.persistence.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stub of AWS Secrets Manager on 127.0.0.1 and a free port, with its wire format: AWS JSON 1.1, requests signed with
 * SigV4 for this service, errors by {@code __type}. Signatures are not verified.
 */
public final class SecretsStub implements AutoCloseable {

    public static final String REGION = "us-east-1";

    private static final String GET = "secretsmanager.GetSecretValue";
    private static final Pattern ID = Pattern.compile("\"SecretId\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern SIGNED =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/" + REGION + "/secretsmanager/aws4_request, .*");

    private final HttpServer server;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private volatile boolean denies;

    private SecretsStub(HttpServer server) {
        this.server = server;
    }

    public static SecretsStub start() {
        try {
            SecretsStub stub =
                    new SecretsStub(HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0));
            stub.server.createContext("/", stub::answer);
            stub.server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets a secret's current value. */
    public void put(String id, String value) {
        secrets.put(id, value);
    }

    /** Sets a secret in the format of RDS. */
    public void putLogin(String id, String username, String password) {
        put(id, "{\"username\": \"" + username + "\", \"password\": \"" + password + "\", \"engine\": \"postgres\"}");
    }

    /** From now on all reads are denied. */
    public void denies() {
        denies = true;
    }

    /** How many times a secret was read. */
    public long reads(String id) {
        return reads.stream().filter(id::equals).count();
    }

    /** The environment in which the SDK's default chains find this server. */
    public Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                url(),
                "AWS_REGION",
                REGION,
                "AWS_ACCESS_KEY_ID",
                S3Server.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                S3Server.SECRET_KEY,
                "AWS_EC2_METADATA_DISABLED",
                "true"));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String signature = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            Matcher id = ID.matcher(body);
            if (!GET.equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    || !SIGNED.matcher(signature).matches()
                    || !id.find()) {
                send(exchange, 400, "{\"__type\": \"InvalidRequestException\", \"Message\": \"not what was agreed\"}");
            } else {
                give(exchange, id.group(1));
            }
        }
    }

    private void give(HttpExchange exchange, String id) throws IOException {
        reads.add(id);
        String value = secrets.get(id);
        if (denies) {
            send(exchange, 400, "{\"__type\": \"AccessDeniedException\", \"Message\": \"not authorized\"}");
        } else if (value == null) {
            send(exchange, 400, "{\"__type\": \"ResourceNotFoundException\", \"Message\": \"no such secret\"}");
        } else {
            String text = value.replace("\\", "\\\\").replace("\"", "\\\"");
            send(
                    exchange,
                    200,
                    "{\"ARN\": \"arn\", \"Name\": \"" + id + "\", \"SecretString\": \"" + text
                            + "\", \"VersionId\": \"00000000-0000-0000-0000-000000000000\","
                            + " \"VersionStages\": [\"AWSCURRENT\"]}");
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

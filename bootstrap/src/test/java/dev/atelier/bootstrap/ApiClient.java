package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A client as users write it, with the shortcuts that tests need. */
public final class ApiClient {

    /** How long something may take before a test gives up. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI service;
    private final Map<String, String> headers = new LinkedHashMap<>();

    public ApiClient(URI service, String key) {
        this.service = service;
        headers.put("x-api-key", key);
        headers.put("username", "api");
        headers.put("Content-Type", "application/json");
    }

    /** What came back. */
    public record Answer(int status, HttpResponse<byte[]> raw) {

        public JsonNode json() {
            try {
                return JSON.readTree(raw.body());
            } catch (IOException e) {
                throw new UncheckedIOException(new String(raw.body()), e);
            }
        }

        /** The answer's {@code data}, after its status was checked. */
        public JsonNode data(int expected) {
            assertThat(status).as(new String(raw.body())).isEqualTo(expected);
            return json().path("data");
        }
    }

    /** The same client with another header; null leaves it out. */
    public ApiClient with(String header, String value) {
        ApiClient other = new ApiClient(service, "");
        other.headers.clear();
        other.headers.putAll(headers);
        other.headers.remove(header);
        if (value != null) {
            other.headers.put(header, value);
        }
        return other;
    }

    public Answer call(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer upload(String url, String body) {
        return upload(url, body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer upload(String url, byte[] body) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .PUT(BodyPublishers.ofByteArray(body))
                .timeout(PATIENCE)
                .build());
    }

    public byte[] download(String url) {
        Answer answer =
                send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build());
        assertThat(answer.status()).isEqualTo(200);
        return answer.raw().body();
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> answer = http.send(request, ApiClient::unpacked);
            return new Answer(answer.statusCode(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().getPath(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The body, which is packed only for clients that say they take it so. */
    private static BodySubscriber<byte[]> unpacked(HttpResponse.ResponseInfo answer) {
        boolean packed = answer.headers()
                .firstValue("Content-Encoding")
                .filter("gzip"::equals)
                .isPresent();
        return packed
                ? BodySubscribers.mapping(BodySubscribers.ofByteArray(), ApiClient::gunzip)
                : BodySubscribers.ofByteArray();
    }

    private static byte[] gunzip(byte[] packed) {
        try (InputStream content = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates an endpoint and waits until it serves. */
    public String endpoint(String name, String type, int instances) {
        String body = "{\"endpoint_name\": \"" + name + "\", \"endpoint_type\": \"" + type
                + "\", \"instance_type\": \"ml.g5.2xlarge\", \"initial_instance_count\": " + instances
                + ", \"autoscaling_enabled\": false, \"assign_to_roles\": [\"IT Operator\"]}";
        String whole =
                call("POST", "/endpoints", body).data(200).path("endpoint_name").asText();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> endpointStatus(whole), "InService"::equals);
        return whole;
    }

    private String endpointStatus(String name) {
        for (JsonNode endpoint : get("/endpoints").data(200).path("endpoints")) {
            if (endpoint.path("endpoint_name").asText().equals(name)) {
                return endpoint.path("endpoint_status").asText();
            }
        }
        return "";
    }

    /** Creates a txt2img job with this checkpoint and uploads its payload; answers its id. */
    public String createJob(String type, String checkpoint, String payload) {
        String body = "{\"inference_type\": \"" + type + "\", \"task_type\": \"txt2img\", \"models\": "
                + "{\"Stable-diffusion\": [\"" + checkpoint + "\"], \"VAE\": [\"Automatic\"], \"embeddings\": []}}";
        JsonNode inference = call("POST", "/inferences", body).data(201).path("inference");
        assertThat(upload(inference.path("api_params_s3_upload_url").asText(), payload)
                        .status())
                .isEqualTo(200);
        return inference.path("id").asText();
    }

    public Answer start(String id) {
        return call("PUT", "/inferences/" + id + "/start", null);
    }

    public JsonNode job(String id) {
        return get("/inferences/" + id).data(200);
    }

    /** The job once it has ended. */
    public JsonNode awaitEnd(String id, Duration longest) {
        return await().atMost(longest)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> job(id), job -> job.path("status").asText().matches("succeed|failed"));
    }
}

package dev.atelier.sagemaker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

/**
 * Invocations. An Async one is accepted at once; a thread then reads its request from the bucket, runs the container,
 * writes the result and notifies the topics of the endpoint.
 */
public final class StubRuntime {

    private static final int LARGEST_ANSWER = 6 << 20;
    private static final String TOO_LARGE = "Received payload with size larger than the limit of 6291456 bytes";

    private final StubEndpoints endpoints;
    private final StubQueue queue;
    private final Bucket bucket;
    private final Executor threads;
    private volatile Container container = Container.generation(1);
    private volatile boolean silent;
    private volatile String answersAt;
    private volatile String failsAt;

    record Accepted(String inferenceId, String output, String failure) {}

    StubRuntime(StubEndpoints endpoints, StubQueue queue, Bucket bucket, Executor threads) {
        this.endpoints = endpoints;
        this.queue = queue;
        this.bucket = bucket;
        this.threads = threads;
    }

    /** Sets the container. */
    public void runs(Container next) {
        container = next;
    }

    /** Accepts invocations without processing them. */
    public void losesInvocations() {
        silent = true;
    }

    /** Processes invocations again. */
    public void servesInvocations() {
        silent = false;
    }

    /** Sets the reported output location; null: the actual one. */
    public void saysItAnswersAt(String place) {
        answersAt = place;
    }

    /** Sets the location of errors; null: the one of the endpoint. */
    public void saysItFailsAt(String place) {
        failsAt = place;
    }

    Accepted accept(JsonNode given) {
        JsonNode configuration = require(given.path("EndpointName").asText());
        JsonNode output = configuration.path("AsyncInferenceConfig").path("OutputConfig");
        if (output.isMissingNode()) {
            throw new AwsErrorResponse(
                    400, "ValidationError", "Endpoint is not configured for asynchronous inference.");
        }
        String file = UUID.randomUUID() + ".out";
        String id = text(given, "Inference-Id");
        Accepted accepted = new Accepted(
                id,
                answersAt == null ? output.path("S3OutputPath").asText() + file : answersAt,
                failsAt == null ? output.path("S3FailurePath").asText() + UUID.randomUUID() + "-error.out" : failsAt);
        if (!silent) {
            String input = text(given, "InputLocation");
            threads.execute(() -> serve(given, StorageUri.parse(input), accepted, output.path("NotificationConfig")));
        }
        return accepted;
    }

    byte[] answer(String endpoint, byte[] request) {
        require(endpoint);
        Container.Reply reply = container.serve(parse(request));
        if (reply.status() >= 400) {
            throw modelError(reply.status(), new String(reply.body(), StandardCharsets.UTF_8));
        }
        if (reply.body().length > LARGEST_ANSWER) {
            throw new AwsErrorResponse(424, "ModelError", TOO_LARGE)
                    .with("OriginalStatusCode", reply.status())
                    .with("OriginalMessage", TOO_LARGE);
        }
        return reply.body();
    }

    /** The error of SageMaker when the container did not respond in time. */
    public static AwsErrorResponse timedOut() {
        return new AwsErrorResponse(
                        424,
                        "ModelError",
                        "Received server error (0) from primary with message \"Your invocation timed out while waiting"
                                + " for a response from container primary. Review the latency metrics for each"
                                + " container in Amazon CloudWatch, resolve the issue, and try again.\"")
                .with("OriginalStatusCode", 0)
                .with("OriginalMessage", "Your invocation timed out while waiting for a response");
    }

    private static AwsErrorResponse modelError(int status, String message) {
        String words = "Received server error (" + status + ") from primary with message \"" + message + "\"";
        return new AwsErrorResponse(424, "ModelError", words)
                .with("OriginalStatusCode", status)
                .with("OriginalMessage", message);
    }

    private JsonNode require(String endpoint) {
        return endpoints
                .serving(endpoint)
                .orElseThrow(() -> new AwsErrorResponse(
                        400,
                        "ValidationError",
                        "Endpoint " + endpoint + " of account " + AwsStub.ACCOUNT + " not found."));
    }

    private void serve(JsonNode given, StorageUri input, Accepted accepted, JsonNode topics) {
        Optional<byte[]> request = bucket.read(input);
        Container.Reply reply = request.map(bytes -> container.serve(parse(bytes)))
                .orElseGet(() -> Container.Reply.failure(400, "Unable to download input object " + input));
        boolean good = reply.status() < 400;
        String place = good ? accepted.output() : accepted.failure();
        bucket.write(StorageUri.parse(place), reply.body());
        String topic = topics.path(good ? "SuccessTopic" : "ErrorTopic").asText("");
        if (!topic.isEmpty()) {
            queue.notify(topic, notification(given, accepted, reply));
        }
    }

    private static String notification(JsonNode given, Accepted accepted, Container.Reply reply) {
        boolean good = reply.status() < 400;
        ObjectNode told = AwsStub.object()
                .put("awsRegion", AwsStub.REGION)
                .put("invocationStatus", good ? "Completed" : "Failed")
                .put("inferenceId", accepted.inferenceId())
                .put("eventSource", "aws:sagemaker")
                .put("eventName", "InferenceResult");
        told.putObject("requestParameters")
                .put("endpointName", given.path("EndpointName").asText())
                .put("inputLocation", text(given, "InputLocation"));
        ObjectNode response = told.putObject("responseParameters");
        if (good) {
            response.put("contentType", "application/json").put("outputLocation", accepted.output());
        } else {
            told.put(
                    "failureReason",
                    "ClientError: Received " + (reply.status() < 500 ? "client" : "server") + " error ("
                            + reply.status()
                            + ") from model. See the SageMaker Endpoint logs in your account for more information.");
        }
        return told.toString();
    }

    /** Header names are case-insensitive. */
    private static String text(JsonNode given, String name) {
        return given.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().asText())
                .findFirst()
                .orElse("");
    }

    private static JsonNode parse(byte[] json) {
        try {
            return AwsStub.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

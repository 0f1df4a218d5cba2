package dev.atelier.bootstrap.demo;

import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The documented flow: endpoint, inference, payload upload, start, poll, download. */
final class DemoScenario {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final DemoClient client;
    private final StepPrinter stepPrinter;

    DemoScenario(DemoClient client, StepPrinter stepPrinter) {
        this.client = client;
        this.stepPrinter = stepPrinter;
    }

    void generate(String prompt, Path out) throws Exception {
        stepPrinter.take("endpoint esd-async-demo in service", this::createEndpoint);
        JsonNode inference = stepPrinter.take("inference created", this::createInference);
        String id = inference.get("id").getStringValue();
        String upload = inference.get("api_params_s3_upload_url").getStringValue();
        stepPrinter.take("payload uploaded", () -> client.upload(upload, payload(prompt)));
        stepPrinter.take("inference started", () -> client.put("/inferences/" + id + "/start"));
        JsonNode done = stepPrinter.take("image generated", () -> awaitImage(id));
        String image = done.get("img_presigned_urls").get(0).getStringValue();
        stepPrinter.take("image downloaded", () -> client.download(image, out));
    }

    private JsonNode createEndpoint() throws Exception {
        client.post(
                "/endpoints",
                Map.of(
                        "endpoint_name", "demo",
                        "endpoint_type", "Async",
                        "instance_type", "ml.g5.2xlarge",
                        "initial_instance_count", "1",
                        "autoscaling_enabled", false,
                        "assign_to_roles", List.of("IT Operator")));
        return poll(
                () -> client.get("/endpoints").get("data").get("endpoints").get(0),
                endpoint -> text(endpoint, "endpoint_status").equals("InService"),
                endpoint -> text(endpoint, "endpoint_status").equals("Failed"));
    }

    private JsonNode createInference() throws IOException, InterruptedException {
        Map<String, ?> models = Map.of(
                "Stable-diffusion", List.of("v1-5-pruned-emaonly.safetensors"),
                "VAE", List.of("Automatic"),
                "embeddings", List.of());
        return client.post("/inferences", Map.of("inference_type", "Async", "task_type", "txt2img", "models", models))
                .get("data")
                .get("inference");
    }

    private static Map<String, ?> payload(String prompt) {
        return Map.of(
                "prompt", prompt,
                "negative_prompt", "",
                "steps", 20,
                "cfg_scale", 7,
                "sampler_name", "Euler a",
                "seed", 1,
                "width", 512,
                "height", 512);
    }

    private JsonNode awaitImage(String id) throws Exception {
        return poll(
                () -> client.get("/inferences/" + id).get("data"),
                job -> text(job, "status").equals("succeed"),
                job -> text(job, "status").equals("failed"));
    }

    private static JsonNode poll(Callable<JsonNode> request, Predicate<JsonNode> done, Predicate<JsonNode> failed)
            throws Exception {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode seen = request.call();
            if (failed.test(seen)) {
                throw new IOException("it failed: " + text(seen, "error"));
            }
            if (done.test(seen)) {
                return seen;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new TimeoutException("not finished within " + TIMEOUT.toMinutes() + " minutes");
    }

    private static String text(JsonNode object, String property) {
        JsonNode value = object.get(property);
        return value == null || value.isNull() ? "" : value.getStringValue();
    }
}

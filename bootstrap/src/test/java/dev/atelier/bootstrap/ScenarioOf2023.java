package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The shipped jar serves the scenario of the 2023-07-05 document, from deploying an endpoint to the image. */
interface ScenarioOf2023 extends EndToEnd {

    @Test
    default void servesTheScenarioOf2023() throws Exception {
        try (AtelierProcess service = service().start()) {
            ApiClient client = service.client().with("username", null);
            stack().provideModel(service.client());
            assertThat(ok(client.get("/prod/inference/test-connection"))).hasToString("{\"message\":\"Success\"}");

            String endpoint = deploy(client);
            JsonNode job = run(client, "txt2img", endpoint, "");
            assertThat(job.path("image_names")).hasToString("[\"image_0.png\"]");
            assertThat(job.path("completeTime").asText()).matches("\\d{4}(-\\d\\d){5}");
            assertThat(ok(client.get("/inference/list-inference-jobs"))).containsExactly(job);

            String id = "?jobID=" + job.path("InferenceJobId").asText();
            byte[] image = output(client, "image", id);
            assertThat(ImageIO.read(new ByteArrayInputStream(image)))
                    .satisfies(decoded -> assertThat(decoded.getWidth() + "x" + decoded.getHeight())
                            .isEqualTo("512x512"));
            assertThat(output(client, "param", id)).asString().contains("a cute panda", "Steps: 28");

            String generated = Base64.getEncoder().encodeToString(image);
            run(client, "img2img", endpoint, ", \"steps\": 4, \"init_images\": [\"" + generated + "\"]");

            ok(client.call(
                    "POST",
                    "/inference/delete-sagemaker-endpoint",
                    "{\"delete_endpoint_list\": [\"" + endpoint + "\"]}"));
            assertThat(ok(client.get("/inference/list-endpoint-deployment-jobs")))
                    .isEmpty();
        }
    }

    /** Deploys an endpoint, and returns its name once it is in service. */
    private static String deploy(ApiClient client) {
        assertThat(ok(client.call(
                                "POST",
                                "/inference/deploy-sagemaker-endpoint",
                                "{\"instance_type\": \"ml.g4dn.2xlarge\", \"initial_instance_count\": \"1\"}"))
                        .isNull())
                .isTrue();
        JsonNode job = await().atMost(ApiClient.PATIENCE)
                .until(
                        () -> ok(client.get("/inference/list-endpoint-deployment-jobs"))
                                .path(0),
                        deployed -> deployed.path("status").asText().equals("success"));
        assertThat(job.path("endpoint_status").asText()).isEqualTo("InService");
        assertThat(ok(client.get("/inference/get-endpoint-deployment-job?jobID="
                        + job.path("EndpointDeploymentJobId").asText())))
                .isEqualTo(job);
        return job.path("endpoint_name").asText();
    }

    /** Runs the document's example for this task; the job once it has succeeded. */
    private static JsonNode run(ApiClient client, String task, String endpoint, String more) {
        JsonNode started = ok(client.call(
                "POST",
                "/prod/inference-api/inference",
                "{\"task_type\": \"" + task
                        + "\", \"models\": {\"Stable-diffusion\": [\"v1-5-pruned-emaonly.safetensors\"]},"
                        + " \"sagemaker_endpoint_name\": \"" + endpoint + "\", \"prompt\": \"a cute panda\","
                        + " \"denoising_strength\": 0.75" + more + "}"));
        assertThat(started.path("status").asText()).as(started.toString()).isEqualTo("inprogress");
        JsonNode job = await().atMost(ApiClient.PATIENCE)
                .until(
                        () -> ok(client.get("/prod/inference/get-inference-job?jobID="
                                + started.path("inference_id").asText())),
                        now -> !now.path("status").asText().equals("inprogress"));
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
        return job;
    }

    private static byte[] output(ApiClient client, String kind, String id) {
        JsonNode links = ok(client.get("/inference/get-inference-job-" + kind + "-output" + id));
        assertThat(links).hasSize(1);
        return client.download(links.path(0).asText());
    }

    private static JsonNode ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(new String(answer.raw().body())).isEqualTo(200);
        return answer.json();
    }
}

package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.WebUiSimulator;
import org.junit.jupiter.api.Test;

/** Invalid input is rejected with a message and does not affect later requests. */
interface InvalidInputScenario extends EndToEnd {

    @Test
    default void badInputIsRejectedWithASentenceAndHindersNothing() throws Exception {
        // A node that does not list its samplers, so that the generator itself rejects one.
        try (WebUiSimulator generator = WebUiSimulator.start().failsAt("/sdapi/v1/samplers", Fault.NO_ROUTE);
                AtelierProcess service = service(generator).start()) {
            ApiClient client = service.client();
            stack().provideModel(client);
            String model = WebUiSimulator.FIRST_MODEL;
            assertThat(rejection(create(client, model))).contains("no available Async endpoints for user \"api\"");
            client.endpoint("use", "Async", 1);

            assertThat(rejection(create(client, "none.safetensors")))
                    .contains("checkpoint with name none.safetensors, type Stable-diffusion is not found");
            JsonNode created = create(client, model).data(201).path("inference");
            assertThat(rejection(client.start(created.path("id").asText()))).contains("upload");
            String rejected = client.createJob("Async", model, "{\"sampler_name\": \"nonsense\"}");
            client.start(rejected).data(202);
            JsonNode failed = client.awaitEnd(rejected, ApiClient.PATIENCE);
            assertThat(failed.path("status").asText()).as(failed.toString()).isEqualTo("failed");
            assertThat(failed.path("error").asText()).contains("Sampler not found");

            String good = client.createJob("Async", model, SubmittedJobs.payload(1));
            client.start(good).data(202);
            JsonNode job = client.awaitEnd(good, ApiClient.PATIENCE);
            assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
            assertThat(generator.generations()).isEqualTo(2);
        }
    }

    private static ApiClient.Answer create(ApiClient client, String model) {
        return client.call(
                "POST",
                "/inferences",
                "{\"inference_type\": \"Async\", \"task_type\": \"txt2img\", \"models\": {\"Stable-diffusion\": [\""
                        + model + "\"]}}");
    }

    private static String rejection(ApiClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        return answer.json().path("message").asText();
    }
}

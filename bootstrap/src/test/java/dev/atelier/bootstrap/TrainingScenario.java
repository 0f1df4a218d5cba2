package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.testing.WebUiSimulator;
import org.junit.jupiter.api.Test;

/** A trained model can be used like any other checkpoint. */
interface TrainingScenario extends EndToEnd {

    @Test
    default void whatIsTrainedIsUsableByNameInTheNextInference() throws Exception {
        try (WebUiSimulator generator = WebUiSimulator.start();
                AtelierProcess service = service(generator).start()) {
            ApiClient client = service.client();
            stack().provideModel(client);
            Trainings trainings = new Trainings(client);
            trainings.prepare();

            String id = trainings.train("drawn", "none");

            JsonNode done = trainings.awaitStatus(id, "Completed|Failed|Stopped");
            assertThat(done.path("job_status").asText()).as(done.toString()).isEqualTo("Completed");
            client.endpoint("use", "Async", 1);
            // With the LoRA beside the checkpoint.
            String models = WebUiSimulator.FIRST_MODEL + "\"], \"Lora\": [\"drawn.safetensors";
            String job = client.createJob("Async", models, "{\"prompt\": \"<lora:drawn:1>\"}");
            client.start(job).data(202);
            stack().awaitFile(generator, CheckpointType.LORA, "drawn.safetensors");
            JsonNode ended = client.awaitEnd(job, ApiClient.PATIENCE);
            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeed");
        }
    }
}

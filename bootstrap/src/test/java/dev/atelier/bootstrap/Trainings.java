package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The calls of clients for a training. */
public record Trainings(ApiClient client) {

    /** Uploads a base model and a dataset. */
    void prepare() {
        uploadBase();
        JsonNode dataset = client.call(
                        "POST",
                        "/datasets",
                        "{\"dataset_name\": \"cats\", \"content\": [{\"filename\": \"one.png\", \"name\": \"one.png\","
                                + " \"type\": \"image\", \"params\": {}}], \"params\": {}}")
                .data(201);
        assertThat(client.upload(dataset.at("/s3PresignUrl/one.png").asText(), "an image")
                        .status())
                .isEqualTo(200);
        client.call("PUT", "/datasets/cats", "{\"status\": \"Enabled\"}").data(200);
    }

    public JsonNode uploadBase() {
        JsonNode created = client.call(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"base\"}, \"filenames\":"
                                + " [{\"filename\": \"base.safetensors\", \"parts_number\": 1}]}")
                .data(202);
        ApiClient.Answer part =
                client.upload(created.at("/s3PresignUrl/base.safetensors/0").asText(), safetensors());
        String tag = part.raw().headers().firstValue("ETag").orElseThrow().replace("\"", "\\\"");
        client.call(
                        "PUT",
                        "/checkpoints/" + created.at("/checkpoint/id").asText(),
                        "{\"status\": \"Active\", \"multi_parts_tags\": {\"base.safetensors\": [{\"ETag\": \"" + tag
                                + "\", \"PartNumber\": 1}]}}")
                .data(200);
        return created;
    }

    /** Starts a training with them and returns its id. */
    String train(String name, String behaviour) {
        return client.call("POST", "/trainings", body(name, behaviour))
                .data(200)
                .path("id")
                .asText();
    }

    static String body(String name, String behaviour) {
        return "{\"lora_train_type\": \"kohya\", \"params\": {\"training_params\": {\"training_instance_type\":"
                + " \"ml.g5.2xlarge\", \"model\": \"base.safetensors\", \"dataset\": \"cats\", \"fm_type\": \"sd_1_5\"},"
                + " \"config_params\": {\"training\": {\"output_name\": \"" + name
                + "\", \"max_train_epochs\": 2, \"training_comment\": \"" + behaviour + "\"}}}}";
    }

    JsonNode training(String id) {
        return client.get("/trainings/" + id).data(200);
    }

    JsonNode awaitStatus(String id, String statuses) {
        return await().atMost(ApiClient.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> training(id),
                        job -> job.path("job_status").asText().matches(statuses));
    }

    private static String safetensors() {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putFloat(0);
        return new String(file.array(), StandardCharsets.ISO_8859_1);
    }
}

package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of 2023-07-05 on the shipped jar, by a client that names no user. */
class Models2023IT {

    private static final String FILE = "tiny.safetensors";
    private static final String PACKED = FILE + ".tar";

    @TempDir
    Path folder;

    @Test
    void anArchiveSentInPartsBecomesAModelThatInferencesCanNameAlsoAcrossAKill() throws IOException {
        String id;
        ArrayNode tags;
        AtelierProcess first = AtelierProcess.in(folder.resolve("data")).brief().start();
        try {
            JsonNode job = create(client(first));
            id = job.path("id").asText();
            tags = upload(client(first), job, Tar.of("models/" + FILE, safetensors()));
        } finally {
            first.kill();
        }
        try (AtelierProcess service =
                AtelierProcess.in(folder.resolve("data")).brief().start()) {
            ApiClient client = client(service);
            assertThat(model(client).path("status").asText()).isEqualTo("Initialed");

            JsonNode done = ok(complete(client, id, tags)).path("job");

            assertThat(done.path("id").asText()).isEqualTo(id);
            assertThat(done.path("jobStatus").asText()).isEqualTo("Created");
            assertThat(model(client).path("status").asText()).isEqualTo("Complete");
            JsonNode checkpoint = ok(client.get("/checkpoints?status=Active&types=Stable-diffusion"))
                    .at("/checkpoints");
            assertThat(checkpoint.findValuesAsText("id")).contains(id);
            assertThat(checkpoint.toString()).contains(FILE);
            service.client().endpoint("any", "Async", 1);
            assertThat(service.client().createJob("Async", FILE, "{\"prompt\": \"a panda\"}"))
                    .isNotBlank();
        }
    }

    @Test
    void anArchiveThatLeadsOutOfItsFolderIsRejectedAndNothingOfItStays() throws IOException {
        try (AtelierProcess service =
                AtelierProcess.in(folder.resolve("data")).brief().start()) {
            ApiClient client = client(service);
            JsonNode job = create(client);
            ArrayNode tags = upload(client, job, Tar.of("../../" + FILE, safetensors()));

            ApiClient.Answer rejected = complete(client, job.path("id").asText(), tags);

            assertThat(rejected.status()).isEqualTo(400);
            assertThat(rejected.json().toString()).contains("is outside the archive's folder");
            assertThat(model(client).path("status").asText()).isEqualTo("Fail");
            assertThat(model(client).path("error").asText()).contains("is outside the archive's folder");
            assertThat(ok(client.get("/checkpoints")).toString()).doesNotContain(FILE);
            try (Stream<Path> files = Files.walk(folder.resolve("data/store"))) {
                assertThat(files)
                        .noneMatch(file -> file.getFileName().toString().startsWith(FILE));
            }
        }
    }

    private static ApiClient client(AtelierProcess service) {
        return service.client().with("username", null);
    }

    private static JsonNode create(ApiClient client) {
        return ok(client.call(
                        "POST",
                        "/model",
                        "{\"model_type\": \"Stable-diffusion\", \"name\": \"tiny\", \"filenames\": [{\"filename\": \""
                                + PACKED + "\", \"parts_number\": 2}], \"params\": {\"create_model_params\":"
                                + " {\"new_model_name\": \"tiny\", \"from_hub\": false}}}"))
                .path("job");
    }

    private static ArrayNode upload(ApiClient client, JsonNode job, String archive) {
        JsonNode urls = job.at("/s3PresignUrl/0/urls");
        ArrayNode tags = JsonNodeFactory.instance.arrayNode();
        String[] parts = {archive.substring(0, 700), archive.substring(700)};
        for (int part = 0; part < parts.length; part++) {
            ApiClient.Answer sent = client.upload(urls.get(part).asText(), parts[part]);
            assertThat(sent.status()).isEqualTo(200);
            tags.addObject()
                    .put("ETag", sent.raw().headers().firstValue("ETag").orElseThrow())
                    .put("PartNumber", part + 1);
        }
        return tags;
    }

    private static ApiClient.Answer complete(ApiClient client, String id, ArrayNode tags) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("model_id", id).put("status", "Creating");
        body.putObject("multi_parts_tags").set(PACKED, tags);
        return client.call("PUT", "/model", body.toString());
    }

    /** The only model. */
    private static JsonNode model(ApiClient client) {
        return ok(client.get("/models")).at("/models/0");
    }

    private static JsonNode ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(new String(answer.raw().body())).isEqualTo(200);
        return answer.json();
    }

    /** All of its bytes are ASCII. */
    private static String safetensors() {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        return new String(file.putLong(header.length).put(header).putFloat(0).array(), StandardCharsets.US_ASCII);
    }
}

package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A checkpoint with one small uploaded file, not yet completed. */
record Upload(String id, String location, String file, ArrayNode tags) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADER = "{\"model.a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";

    /** A safetensors file of one number; all its bytes are ASCII. */
    static final String CONTENT = (char) HEADER.length() + "\0\0\0\0\0\0\0" + HEADER + "\0\0\0\0";

    private static final int PARTS = 5;

    static Upload begin(ApiClient client, String type, String file) {
        ApiClient.Answer created = client.call(
                "POST",
                "/checkpoints",
                "{\"checkpoint_type\": \"" + type
                        + "\", \"params\": {\"message\": \"\"}, \"filenames\": [{\"filename\": \"" + file
                        + "\", \"parts_number\": " + PARTS + "}]}");
        assertThat(created.status()).as(new String(created.raw().body())).isIn(201, 202);
        JsonNode data = created.json().path("data");
        ArrayNode tags = put(client, data.path("s3PresignUrl").path(file), file.endsWith(".pt") ? torch() : CONTENT);
        JsonNode checkpoint = data.path("checkpoint");
        return new Upload(
                checkpoint.path("id").asText(), checkpoint.path("s3_location").asText(), file, tags);
    }

    /** A file of torch that holds an empty dictionary, one byte to a character. */
    private static String torch() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(new byte[] {(byte) 0x80, 2, '}', '.'});
        } catch (IOException e) {
            throw new AssertionError("writing to memory cannot fail", e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends the content, one byte to a character, to the URLs of its parts; answers their tags. */
    static ArrayNode put(ApiClient client, JsonNode urls, String content) {
        ArrayNode tags = JSON.createArrayNode();
        int length = content.length() / PARTS;
        for (int part = 0; part < PARTS; part++) {
            String bytes = content.substring(part * length, part == PARTS - 1 ? content.length() : (part + 1) * length);
            ApiClient.Answer put = client.upload(urls.get(part).asText(), bytes.getBytes(StandardCharsets.ISO_8859_1));
            tags.addObject()
                    .put("ETag", put.raw().headers().firstValue("ETag").orElseThrow())
                    .put("PartNumber", part + 1);
        }
        return tags;
    }

    /** What completes it. */
    ObjectNode completion() {
        ObjectNode body = JSON.createObjectNode().put("status", "Active");
        body.putObject("multi_parts_tags").set(file, tags);
        return body;
    }

    Upload complete(ApiClient client) {
        ApiClient.Answer answer =
                client.call("PUT", "/checkpoints/" + id, completion().toString());
        assertThat(answer.status()).as(new String(answer.raw().body())).isEqualTo(200);
        return this;
    }
}

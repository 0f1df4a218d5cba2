package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** The calls of clients to upload a model and list it. */
public record ModelUpload(ApiClient client) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Uploads the file as a Stable-diffusion checkpoint of that name. */
    public void upload(String name, Path file) throws IOException, InterruptedException {
        JsonNode created = client.call(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"m\"}, \"filenames\":"
                                + " [{\"filename\": \"" + name + "\", \"parts_number\": 1}]}")
                .data(202);
        HttpRequest part = HttpRequest.newBuilder(URI.create(
                        created.path("s3PresignUrl").path(name).path(0).asText()))
                .PUT(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        HttpResponse<String> answer = HTTP.send(part, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String tag = answer.headers().firstValue("ETag").orElseThrow().replace("\"", "");
        client.call(
                        "PUT",
                        "/checkpoints/" + created.at("/checkpoint/id").asText(),
                        "{\"status\": \"Active\", \"multi_parts_tags\": {\"" + name + "\": [{\"ETag\": \"" + tag
                                + "\", \"PartNumber\": 1}]}}")
                .data(200);
    }

    /** The checkpoint of that name, as it is listed; a missing node where none is. */
    public JsonNode find(String name) {
        for (JsonNode checkpoint :
                client.get("/checkpoints?types=Stable-diffusion").data(200).path("checkpoints")) {
            if (checkpoint.path("name").path(0).asText().equals(name)) {
                return checkpoint;
            }
        }
        return MissingNode.getInstance();
    }
}

package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.StorageUri;
import dev.atelier.persistence.storage.local.LocalModelStore;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files are streamed, whatever their size. */
class LargeFileIT {

    private static final int PARTS = 32;
    private static final int PART_BYTES = 64 * 1024 * 1024;
    private static final String NAME = "large.safetensors";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @Test
    void twoGigabytesGoUpInPartsAndComeDownByteForByteWithASmallHeap() throws Exception {
        try (AtelierProcess service =
                AtelierProcess.in(folder.resolve("data")).jvm("-Xmx256m").start()) {
            ApiClient client = service.client();
            JsonNode created = create(client);
            String id = created.at("/checkpoint/id").asText();
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            ArrayNode tags = upload(created.at("/s3PresignUrl/" + NAME), sent);

            JsonNode active = complete(client, id, tags);
            assertThat(active.path("status").asText()).isEqualTo("Active");

            URI download = service.url()
                    .resolve(signedDownload(active.path("s3_location").asText()));
            HttpResponse<InputStream> received =
                    http.send(HttpRequest.newBuilder(download).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(received.statusCode()).isEqualTo(200);
            assertThat(hash(received.body())).isEqualTo(HexFormat.of().formatHex(sent.digest()));
        }
    }

    private JsonNode create(ApiClient client) {
        return client.call(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"large\"}, \"filenames\":"
                                + " [{\"filename\": \"" + NAME + "\", \"parts_number\": " + PARTS + "}]}")
                .data(202);
    }

    private ArrayNode upload(JsonNode urls, MessageDigest sent) throws IOException, InterruptedException {
        ArrayNode tags = JsonNodeFactory.instance.arrayNode();
        for (int part = 1; part <= PARTS; part++) {
            byte[] content = new byte[PART_BYTES];
            new SplittableRandom(part).nextBytes(content);
            if (part == 1) {
                putHeader(content, (long) PARTS * PART_BYTES);
            }
            sent.update(content);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(urls.get(part - 1).asText()))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            tags.addObject()
                    .put("ETag", answer.headers().firstValue("ETag").orElseThrow())
                    .put("PartNumber", part);
        }
        return tags;
    }

    /** Makes a file of this size, which these are the first bytes of, one that holds a single tensor. */
    private static void putHeader(byte[] start, long size) {
        int length = 128;
        long data = size - Long.BYTES - length;
        String tensor = "{\"t\": {\"dtype\": \"U8\", \"shape\": [" + data + "], \"data_offsets\": [0, " + data + "]}}";
        byte[] header = tensor.concat(" ".repeat(length - tensor.length())).getBytes(StandardCharsets.UTF_8);
        ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(header);
    }

    private static JsonNode complete(ApiClient client, String id, ArrayNode tags) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", "Active");
        body.putObject("multi_parts_tags").set(NAME, tags);
        return client.call("PUT", "/checkpoints/" + id, body.toString())
                .data(200)
                .path("checkpoint");
    }

    /** No operation answers a link to a model file, so one is signed as the service would, with the secret of its folder. */
    private URI signedDownload(String folderInStore) throws IOException {
        LocalModelStore store = new LocalModelStore(
                new LocalStoreConfiguration(folder.resolve("data/store"), 0), Clock.systemUTC(), file -> true);
        return store.presignDownload(StorageUri.parse(folderInStore).resolve(NAME), Duration.ofMinutes(5));
    }

    private static String hash(InputStream content) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (content) {
            byte[] buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

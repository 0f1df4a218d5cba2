package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.persistence.testing.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar with its files in an S3 server and its own GPU nodes; clients send and fetch files there. */
class FilesInS3IT implements DocumentedFlow {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SMALLEST_PART = 5 * 1024 * 1024;

    private static S3Server s3;

    @TempDir
    Path folder;

    @TempDir
    Path models;

    @BeforeAll
    static void startS3() {
        s3 = S3Server.start();
    }

    @AfterAll
    static void stopS3() {
        s3.close();
    }

    @Test
    void aModelUploadedInPartsIsPlacedOnTheNodeThatGeneratesWithIt() throws Exception {
        byte[] model = safetensors(SMALLEST_PART + 1000);
        try (WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = service(node).start()) {
            assertThat(service.output()).contains("Store: s3, bucket " + S3Server.BUCKET);
            ApiClient client = service.client();
            upload(client, model);
            client.endpoint("use", "Async", 1);
            String job = client.createJob("Async", "large.safetensors", "{\"prompt\": \"a cat\"}");
            client.start(job);

            stack().awaitFile(node, CheckpointType.STABLE_DIFFUSION, "large.safetensors");
            assertThat(client.awaitEnd(job, PATIENCE).path("status").asText()).isEqualTo("succeed");
            assertThat(placed("large.safetensors")).hasBinaryContent(model);
        }
    }

    private Path placed(String name) throws IOException {
        try (Stream<Path> folders = Files.list(models.resolve("Stable-diffusion"))) {
            return folders.map(folder -> folder.resolve(name))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aPayloadLargerThanAllowedIsRejectedWhenTheJobIsStarted() {
        try (AtelierProcess service =
                service().with("ATELIER_PAYLOAD_MAX_BYTES", 100).start()) {
            ApiClient client = service.client();
            client.endpoint("use", "Async", 1);
            String job = client.createJob(
                    "Async", "v1-5-pruned-emaonly.safetensors", "{\"prompt\": \"" + "long ".repeat(30) + "\"}");

            ApiClient.Answer rejected = client.start(job);

            assertThat(rejected.status()).isEqualTo(413);
            assertThat(rejected.json().path("message").asText()).contains("100 are the most");
        }
    }

    @Test
    void theServiceItselfServesNoFiles() {
        try (AtelierProcess service = service().start()) {
            assertThat(service.client().get("/files/atelier/a").status()).isEqualTo(404);
            assertThat(new ApiClient(service.url(), "none")
                            .get("/files/atelier/a")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void whatIsStoredOutlivesTheService() throws IOException {
        String job;
        try (AtelierProcess first = service().start()) {
            first.client().endpoint("use", "Async", 1);
            job = first.client()
                    .createJob(
                            "Async",
                            "v1-5-pruned-emaonly.safetensors",
                            "{\"steps\": 2, \"width\": 64, \"height\": 64}");
        }
        try (AtelierProcess second = service().start()) {
            await().atMost(PATIENCE).until(() -> second.client().start(job).status() == 202);
            JsonNode ended = second.client().awaitEnd(job, PATIENCE);
            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeed");
            assertThat(second.client()
                            .download(ended.path("img_presigned_urls").get(0).asText()))
                    .isNotEmpty();
        }
    }

    @Test
    void nothingSecretIsLogged() {
        try (AtelierProcess service = service()
                .with("ATELIER_LOG_LEVEL", "TRACE")
                .with("AWS_SESSION_TOKEN", "session-token-of-the-tests")
                .start()) {
            ApiClient client = service.client();
            client.endpoint("use", "Async", 1);
            String job = client.createJob(
                    "Async", "v1-5-pruned-emaonly.safetensors", "{\"steps\": 2, \"width\": 64, \"height\": 64}");
            client.start(job);
            client.awaitEnd(job, PATIENCE);

            assertThat(service.output())
                    .contains("DEBUG")
                    .doesNotContain(S3Server.SECRET_KEY)
                    .doesNotContain("session-token-of-the-tests");
        }
    }

    @Test
    void theSdkIsLoadedOnlyWhereItIsUsed() throws IOException {
        assertThat(loadedClassesOfTheSdk(service()))
                .hasSizeGreaterThan(500)
                .anyMatch(line -> line.contains(".internal."));
        // Bean definitions name interfaces of the SDK, and three classes; nothing that is behind them is loaded.
        assertThat(loadedClassesOfTheSdk(AtelierProcess.in(folder.resolve("other"))))
                .map(line -> line.replaceAll(".*(software[.]amazon[.]awssdk\\S+) .*", "$1"))
                .filteredOn(type -> !isInterface(type))
                .isSubsetOf(
                        "software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain",
                        "software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient",
                        "software.amazon.awssdk.regions.providers.AwsRegionProviderChain");
    }

    private static boolean isInterface(String type) {
        try {
            return Class.forName(type, false, FilesInS3IT.class.getClassLoader())
                    .isInterface();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> loadedClassesOfTheSdk(AtelierProcess.Setup setup) throws IOException {
        Path log = folder.resolve("classes.log");
        try (AtelierProcess service = setup.jvm("-Xlog:class+load:file=" + log).start()) {
            service.client().endpoint("use", "Async", 1);
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("software.amazon.awssdk")).toList();
        }
    }

    @Override
    public Stack stack() {
        return new LocalGpuStack(models) {
            @Override
            public AtelierProcess.Setup given(AtelierProcess.Setup setup, WebUiSimulator... generators) {
                return super.given(setup, generators).filesIn(s3);
            }
        };
    }

    @Override
    public Path folder() {
        return folder;
    }

    private static void upload(ApiClient client, byte[] model) throws Exception {
        JsonNode created = client.call(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"large\"}, \"filenames\":"
                                + " [{\"filename\": \"large.safetensors\", \"parts_number\": 2}]}")
                .data(202);
        JsonNode urls = created.at("/s3PresignUrl/large.safetensors");
        String first = put(urls.get(0).asText(), Arrays.copyOf(model, SMALLEST_PART));
        String second = put(urls.get(1).asText(), Arrays.copyOfRange(model, SMALLEST_PART, model.length));
        client.call(
                        "PUT",
                        "/checkpoints/" + created.at("/checkpoint/id").asText(),
                        "{\"status\": \"Active\", \"multi_parts_tags\": {\"large.safetensors\": [{\"ETag\": \"" + first
                                + "\", \"PartNumber\": 1}, {\"ETag\": \"" + second + "\", \"PartNumber\": 2}]}}")
                .data(200);
    }

    private static String put(String url, byte[] part) throws Exception {
        assertThat(url).startsWith(s3.url().toString());
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .PUT(BodyPublishers.ofByteArray(part))
                                .build(),
                        BodyHandlers.ofString());
        return answer.headers().firstValue("ETag").orElseThrow().replace("\"", "\\\"");
    }

    private static byte[] safetensors(int weights) {
        byte[] header = ("{\"w\":{\"dtype\":\"U8\",\"shape\":[" + weights + "],\"data_offsets\":[0," + weights + "]}}")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] data = new byte[weights];
        new Random(7).nextBytes(data);
        return ByteBuffer.allocate(8 + header.length + weights)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }
}

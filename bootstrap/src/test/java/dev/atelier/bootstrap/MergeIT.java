package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.bootstrap.RandomModel.Half;
import dev.atelier.bootstrap.RandomModel.Precision;
import dev.atelier.domain.StorageUri;
import dev.atelier.persistence.storage.local.LocalModelStore;
import dev.atelier.persistence.storage.local.LocalStoreConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges of uploaded models, by the shipped jar. */
class MergeIT {

    private static final String NAME = "mine.safetensors";
    private static final int ELEMENTS = 4 * 1024 * 1024;

    @TempDir
    Path folder;

    @Test
    void twoUploadedModelsBecomeANewOneBitForBitWhichTheNextInferenceCanName() throws Exception {
        RandomModel a = new RandomModel(Precision.F16, 3, 500_001, 1);
        RandomModel b = new RandomModel(Precision.F32, 3, 500_001, 2);
        try (AtelierProcess service = service()) {
            upload(service, a, b);

            JsonNode started = merge(service, Map.of("multiplier", 0.3)).json();

            assertThat(started.path("primary_model_name").asText()).isEqualTo("a.safetensors");
            assertThat(started.path("status").asText()).isEqualTo("inprogress");
            JsonNode made = awaitEnd(service);
            assertThat(made.path("status").asText()).as(made.toString()).isEqualTo("Active");
            assertThat(made.path("id").asText())
                    .isEqualTo(started.path("inference_id").asText());
            Path result = download(service, made);
            assertSum(result, a, b, 0.3f, 0.7f);
            service.client().endpoint("merged", "Async", 1);
            service.client().createJob("Async", NAME, "{}");
        }
    }

    @Test
    void whatCannotBeMergedIsRejectedAndTheServiceGoesOn() throws Exception {
        RandomModel a = new RandomModel(Precision.F16, 2, 1000, 1);
        try (AtelierProcess service = service()) {
            upload(service, a, new RandomModel(Precision.F16, 2, 999, 2));

            rejects(
                    service,
                    Map.of(),
                    "the tensor \\\"" + RandomModel.name(0)
                            + "\\\" is [1000] in a.safetensors and [999] in b.safetensors");
            rejects(service, Map.of("custom_name", "b"), "b.safetensors already exists");
            rejects(service, Map.of("multiplier", 7), "multiplier is 7.0; allowed is 0 to 1");
            rejects(service, Map.of("discard_weights", "("), "discard_weights is not a regular expression");
            rejects(service, Map.of("secondary_model_name", "none.safetensors"), "is not found");
            rejects(
                    service,
                    Map.of("interp_method", "Sum"),
                    "is not one of [No interpolation, Weighted sum, Add difference]");
            assertThat(new ModelUpload(service.client()).find(NAME).isMissingNode())
                    .isTrue();
        }
    }

    @Test
    void aKilledMergeRestartsAndEndsOnce() throws Exception {
        RandomModel a = new RandomModel(Precision.F16, 12, ELEMENTS, 1);
        RandomModel b = new RandomModel(Precision.F16, 12, ELEMENTS, 2);
        try (AtelierProcess first = service()) {
            upload(first, a, b);
            assertThat(merge(first, Map.of()).status()).isEqualTo(200);
            await().atMost(Duration.ofMinutes(2))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> halfWritten() > 0);
            first.kill();
        }
        assertThat(halfWritten()).isBetween(1L, 12L * ELEMENTS * 2);

        try (AtelierProcess service = service()) {
            ModelUpload models = new ModelUpload(service.client());
            assertThat(models.find(NAME).path("status").asText()).isEqualTo("Initial");
            JsonNode made = awaitEnd(service);

            assertThat(made.path("status").asText()).as(made.toString()).isEqualTo("Active");
            assertSum(download(service, made), a, b, 0.3f, 0.7f);
            assertThat(folder.resolve("data/imports")).isEmptyDirectory();
            assertThat(stored(NAME)).isEqualTo(1);
        }
    }

    private AtelierProcess service() {
        return AtelierProcess.in(folder.resolve("data")).jvm("-Xmx256m").start();
    }

    private void upload(AtelierProcess service, RandomModel a, RandomModel b) throws Exception {
        ModelUpload models = new ModelUpload(service.client());
        for (Map.Entry<String, RandomModel> model :
                Map.of("a.safetensors", a, "b.safetensors", b).entrySet()) {
            Path file = folder.resolve(model.getKey());
            model.getValue().write(file);
            models.upload(model.getKey(), file);
            Files.delete(file);
        }
    }

    private static ApiClient.Answer merge(AtelierProcess service, Map<String, Object> more) throws IOException {
        Map<String, Object> request = new LinkedHashMap<>(Map.of(
                "primary_model_name", "a.safetensors", "secondary_model_name", "b.safetensors", "custom_name", "mine"));
        request.putAll(more);
        return service.client()
                .with("username", null)
                .call("POST", "/inference/run-model-merge", new ObjectMapper().writeValueAsString(request));
    }

    private static void rejects(AtelierProcess service, Map<String, Object> more, String because) throws IOException {
        ApiClient.Answer answer = merge(service, more);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(answer.raw().body())).contains(because);
    }

    private static JsonNode awaitEnd(AtelierProcess service) {
        ModelUpload models = new ModelUpload(service.client());
        return await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> models.find(NAME),
                        found -> found.path("status").asText().matches("Active|Disabled"));
    }

    /** No operation returns a link to a model file, so one is signed with the secret of the data folder. */
    private Path download(AtelierProcess service, JsonNode made) throws IOException {
        LocalModelStore store = new LocalModelStore(
                new LocalStoreConfiguration(folder.resolve("data/store"), 0), Clock.systemUTC(), file -> true);
        StorageUri file = StorageUri.parse(made.path("s3Location").asText()).resolve(NAME);
        String url = service.url()
                .resolve(store.presignDownload(file, Duration.ofMinutes(5)))
                .toString();
        return Files.write(folder.resolve("downloaded"), service.client().download(url));
    }

    /** Compares every byte with a sum computed here, by the definition of half precision. */
    private static void assertSum(Path result, RandomModel a, RandomModel b, float ofB, float ofA) throws IOException {
        for (int tensor = 0; tensor < a.tensors(); tensor++) {
            float[] left = a.numbers(tensor);
            float[] right = b.numbers(tensor);
            ByteBuffer expected = ByteBuffer.allocate(left.length * 2).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < left.length; i++) {
                float scaledA = ofA * left[i];
                float scaledB = ofB * right[i];
                expected.putShort(Half.bits(scaledA + scaledB));
            }
            byte[] merged = RandomModel.read(result, tensor, left.length * 2);
            assertThat(Arrays.equals(merged, expected.array()))
                    .as("tensor " + tensor)
                    .isTrue();
        }
    }

    private long halfWritten() {
        return files("imports").mapToLong(file -> file.toFile().length()).sum();
    }

    private long stored(String name) {
        return files("store").filter(file -> file.endsWith(name)).count();
    }

    private Stream<Path> files(String below) {
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve(below))) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty(); // something came or went meanwhile
        }
    }
}

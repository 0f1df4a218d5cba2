package dev.atelier.persistence.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelHub.Civitai;
import dev.atelier.application.checkpoint.ModelHub.HuggingFace;
import dev.atelier.application.checkpoint.ModelHub.Reference;
import dev.atelier.application.testing.InMemoryImportCredentialRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class HttpModelHubTest {

    private static final UserName ANN = new UserName("ann");
    private static final String SHA = "0123456789abcdef".repeat(4);

    private static final String REPOSITORY = """
            {"id": "org/model", "sha": "abc", "siblings": [
              {"rfilename": "README.md", "size": 12, "blobId": "1"},
              {"rfilename": "unet/my model.safetensors", "size": 4265146304, "blobId": "2",
               "lfs": {"sha256": "%s", "size": 4265146304, "pointerSize": 135}}]}""".formatted(SHA);

    private static final String VERSION = """
            {"id": 128713, "modelId": 4384, "name": "8", "files": [
              {"id": 1, "name": "config.yaml", "sizeKB": 1.5, "type": "Config", "downloadUrl": "%1$s/d/1"},
              {"id": 2, "name": "dream.safetensors", "sizeKB": 2082642.474609375, "type": "Model", "primary": true,
               "hashes": {"AutoV2": "0123456789", "SHA256": "%2$s"}, "downloadUrl": "%1$s/d/2"}],
             "downloadUrl": "%1$s/d/2"}""";

    private final ModelServer server = new ModelServer();
    private final InMemoryImportCredentialRepository credentials = new InMemoryImportCredentialRepository();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpModelHub hub;

    HttpModelHubTest() throws IOException {
        server.observe((authorization, query) -> authorizations.add(authorization + " " + query));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        hub.close();
    }

    private ImportSource resolve(Reference reference) {
        HttpModelHub asked = hub == null ? hub(Duration.ofSeconds(25), "127.0.0.1") : hub;
        return asked.resolve(List.of(reference), ANN).get(0);
    }

    private HttpModelHub hub(Duration together, String... allowed) {
        String site = server.url("");
        hub = new HttpModelHub(
                new ImportConfiguration(
                        List.of(allowed),
                        1 << 20,
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        3,
                        Duration.ofMillis(1),
                        1,
                        Path.of("unused")),
                new ImportSourcesConfiguration(20, 50, List.of(), site, site + "/"),
                credentials,
                new JsonColumnCodec(ObjectMapper.getDefault()),
                Clock.systemUTC(),
                SystemDefaultDnsResolver.INSTANCE,
                together);
        return hub;
    }

    private void serve(String path, int status, String json) {
        server.on(path, exchange -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        });
    }

    @Test
    void findsAFileOfARepositoryWithItsSizeAndDigest() {
        serve("/api/models/org/model/revision/refs/pr/1", 200, REPOSITORY);
        credentials.save(
                new ImportCredential(
                        UUID.randomUUID(),
                        "127.0.0.1:" + server.port(),
                        Optional.of(ANN),
                        ImportCredential.Kind.BEARER,
                        "",
                        Instant.EPOCH,
                        Optional.empty()),
                new ImportSecret("t"),
                9);

        ImportSource found = resolve(new HuggingFace("org/model", "refs/pr/1", "unet/my model.safetensors"));

        assertThat(found.url().uri())
                .hasToString(server.url("/org/model/resolve/refs%2Fpr%2F1/unet/my%20model.safetensors"));
        assertThat(found.name().orElseThrow().value()).isEqualTo("my model.safetensors");
        assertThat(found.sha256()).contains(SHA);
        assertThat(found.size()).hasValue(4_265_146_304L);
        assertThat(authorizations).containsExactly("Bearer t blobs=true");
    }

    @Test
    void aFileOutsideOfLfsHasNoDigest() {
        serve("/api/models/org/model/revision/main", 200, REPOSITORY);

        ImportSource found = resolve(new HuggingFace("org/model", "main", "README.md"));

        assertThat(found.sha256()).isEmpty();
        assertThat(found.size()).hasValue(12);
    }

    @Test
    void saysWhichFilesThereAre() {
        serve("/api/models/org/model/revision/main", 200, REPOSITORY);
        HuggingFace missing = new HuggingFace("org/model", "main", "x.ckpt");

        assertThatThrownBy(() -> resolve(missing))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("repository org/model at revision main has no file \"x.ckpt\"")
                .hasMessageContaining("README.md, unet/my model.safetensors");
    }

    @Test
    void findsThePrimaryFileOfAVersionOrTheNamedOne() {
        serve("/api/v1/model-versions/128713", 200, VERSION.formatted(server.url(""), SHA.toUpperCase()));

        ImportSource primary = resolve(new Civitai(128_713, Optional.empty()));
        ImportSource named = resolve(new Civitai(128_713, Optional.of("config.yaml")));

        assertThat(primary.url().uri()).hasToString(server.url("/d/2"));
        assertThat(primary.name().orElseThrow().value()).isEqualTo("dream.safetensors");
        assertThat(primary.sha256()).contains(SHA);
        assertThat(primary.size()).hasValue(2_132_625_894L);
        assertThat(named.url().uri()).hasToString(server.url("/d/1"));
        assertThat(named.sha256()).isEmpty();
        assertThat(named.size()).hasValue(1536);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {} | Civitai responded with 401 to version 7; it may need a secret for its host",
                "404 | {\"error\": \"x\"} | Civitai responded with 404 to version 7",
                "200 | [1] | Civitai could not be asked for version 7; try again later",
                "200 | {\"files\": [3, null]} | version 7 has no file",
                "200 | {\"files\": [{\"name\": \"a.ckpt\"}]} | Civitai says of version 7 no download URL"
            })
    void whatASiteDoesNotSayIsAnErrorOfTheRequest(int status, String json, String message) {
        serve("/api/v1/model-versions/7", status, json);

        assertThatThrownBy(() -> resolve(new Civitai(7, Optional.empty())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    @Test
    void ofFilesOfOneRevisionTheSiteIsAskedOnce() {
        serve("/api/models/org/model/revision/main", 200, REPOSITORY);
        serve("/api/v1/model-versions/128713", 200, VERSION.formatted(server.url(""), SHA));
        HuggingFace first = new HuggingFace("org/model", "main", "README.md");
        HuggingFace second = new HuggingFace("org/model", "main", "unet/my model.safetensors");
        Civitai third = new Civitai(128_713, Optional.empty());

        List<ImportSource> found =
                hub(Duration.ofSeconds(25), "127.0.0.1").resolve(List.of(second, third, first, second), ANN);

        assertThat(found)
                .extracting(source -> source.name().orElseThrow().value())
                .containsExactly("my model.safetensors", "dream.safetensors", "README.md", "my model.safetensors");
        assertThat(authorizations).hasSize(2);
    }

    @Test
    void allQuestionsOfAnImportTogetherHaveALimitedTime() {
        for (int version = 1; version <= 3; version++) {
            server.on("/api/v1/model-versions/" + version, exchange -> {
                TimeUnit.MILLISECONDS.sleep(400);
                byte[] body = VERSION.formatted(server.url(""), SHA).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            });
        }
        HttpModelHub asked = hub(Duration.ofSeconds(1), "127.0.0.1");
        List<Reference> references = List.of(
                new Civitai(1, Optional.empty()), new Civitai(2, Optional.empty()), new Civitai(3, Optional.empty()));

        assertThatThrownBy(() -> asked.resolve(references, ANN))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageMatching("Civitai could not be asked for version [123]; try again later");
    }

    @Test
    void theSitesAreAskedForALimitedNumberOfImportsAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(HttpModelHub.ASKING);
        CountDownLatch open = new CountDownLatch(1);
        server.on("/api/v1/model-versions/7", exchange -> {
            begun.countDown();
            open.await(20, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(404, -1);
        });
        HttpModelHub asked = hub(Duration.ofSeconds(25), "127.0.0.1");
        List<Reference> references = List.of(new Civitai(7, Optional.empty()));
        List<CompletableFuture<Void>> running = Stream.generate(() -> CompletableFuture.runAsync(
                        () -> asked.resolve(references, ANN), task -> new Thread(task).start()))
                .limit(HttpModelHub.ASKING)
                .toList();
        begun.await();

        assertThatThrownBy(() -> asked.resolve(references, ANN))
                .isInstanceOf(CapacityExceededException.class)
                .hasMessageContaining("asked for 4 other imports; try again later");

        open.countDown();
        assertThat(running).allSatisfy(one -> assertThat(one).failsWithin(10, TimeUnit.SECONDS));
        assertThatThrownBy(() -> asked.resolve(references, ANN)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aSiteThatRedirectsInwardIsNotFollowed() {
        server.redirecting("/api/v1/model-versions/7", 302, "http://10.0.0.1/x");

        assertThatThrownBy(() -> resolve(new Civitai(7, Optional.empty())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not public");
    }

    @ParameterizedTest
    @CsvSource({
        "'../x', main, a.ckpt",
        "a/b/c, main, a.ckpt",
        "org/model, main/../x, a.ckpt",
        "org/model, '', a.ckpt",
        "org/model, main, ../a.ckpt",
        "org/model, main, /a.ckpt",
        "'org/model?x=1', main, a.ckpt"
    })
    void aReferenceNamesAFileAndNothingElse(String repository, String revision, String file) {
        hub(Duration.ofSeconds(25));
        assertThatThrownBy(() -> new HuggingFace(repository, revision, file))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is not allowed");
    }
}

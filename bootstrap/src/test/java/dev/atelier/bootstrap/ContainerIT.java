package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the container image, started as a container engine would start it: its own command and environment, over its
 * unpacked files. The image under test has no base, so that making it needs no registry; the Java is this machine's.
 */
class ContainerIT {

    private static final Path IMAGE = Path.of("target", "image-without-base.tar");

    private static final Path NEWEST_JDK = InstalledJdks.newest();

    @TempDir
    Path folder;

    private JsonNode config;

    @BeforeEach
    void unpack() throws IOException {
        Path image = folder.resolve("image");
        extract(Files.newInputStream(IMAGE), image);
        ObjectMapper json = new ObjectMapper();
        JsonNode manifest =
                json.readTree(image.resolve("manifest.json").toFile()).get(0);
        config = json.readTree(image.resolve(manifest.path("Config").asText()).toFile())
                .path("config");
        for (JsonNode layer : manifest.path("Layers")) {
            extract(new GZIPInputStream(Files.newInputStream(image.resolve(layer.asText()))), root());
        }
    }

    @Test
    void itRunsAsAnUnprivilegedUserAndKeepsItsDataInAVolume() {
        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(config.path("Volumes").has("/data")).isTrue();
        assertThat(config.path("ExposedPorts").has("8080/tcp")).isTrue();
        assertThat(environment()).contains("ATELIER_DATA_DIR=/data", "MICRONAUT_ENVIRONMENTS=container");
    }

    @Test
    void itServesWithPostgresAndReportsWhenThatIsDown() throws IOException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        try (WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = container(postgres, node).start()) {
            ApiClient anybody = service.client().with("x-api-key", null);
            assertThat(anybody.get("/health/readiness").status()).isEqualTo(200);
            assertThat(anybody.get("/health").json().toString()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(service.output()).contains("Picked up JAVA_TOOL_OPTIONS");
            service.client().endpoint("boxed", "Async", 1);
            String id = service.client().createJob("Async", WebUiSimulator.FIRST_MODEL, "{\"seed\": 1}");
            service.client().start(id);
            assertThat(service.client()
                            .awaitEnd(id, Duration.ofSeconds(30))
                            .path("status")
                            .asText())
                    .isEqualTo("succeed");

            postgres.close();

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> anybody.get("/health/readiness").status() == 503);
            assertThat(anybody.get("/health/liveness").status()).isEqualTo(200);
            assertThat(service.stop()).isEqualTo(143); // ended by SIGTERM, in order
            assertThat(volume().resolve("atelier.jsa"))
                    .satisfies(file -> assertThat(Files.exists(file)).isEqualTo(writesClassData()));
        } finally {
            postgres.close();
        }
    }

    private AtelierProcess.Setup container(EmbeddedPostgres postgres, WebUiSimulator node) throws IOException {
        List<String> command = new ArrayList<>();
        config.path("Entrypoint")
                .forEach(word -> command.add(word.asText()
                        .replace("@/app", "@" + root() + "/app")
                        .replace("=/data/", "=" + volume() + "/")));
        Path classPath = root().resolve("app/jib-classpath-file");
        Files.writeString(classPath, Files.readString(classPath).replace("/app/", root() + "/app/"));
        AtelierProcess.Setup setup =
                AtelierProcess.in(volume().resolve("data")).on(NEWEST_JDK).running(command);
        environment().forEach(entry -> setup.with(entry.split("=", 2)[0], entry.split("=", 2)[1]));
        return setup.with("ATELIER_DATA_DIR", volume())
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                // The image's JDK is newer than the oldest one that builds it.
                .with("JAVA_TOOL_OPTIONS", "-Xmx300m -XX:+IgnoreUnrecognizedVMOptions");
    }

    private boolean writesClassData() {
        return InstalledJdks.feature(NEWEST_JDK) >= 19;
    }

    private Path volume() {
        return folder.resolve("volume");
    }

    private List<String> environment() {
        List<String> entries = new ArrayList<>();
        config.path("Env").forEach(entry -> entries.add(entry.asText()));
        return entries;
    }

    private Path root() {
        return folder.resolve("root");
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                }
            }
        }
    }
}

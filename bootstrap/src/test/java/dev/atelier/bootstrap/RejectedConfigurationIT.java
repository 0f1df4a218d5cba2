package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.persistence.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages on an invalid configuration, and where operators find what the first start created. */
class RejectedConfigurationIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ATELIER_BACKEND | magic | atelier: atelier.backend (ATELIER_BACKEND) is magic; allowed is local-gpu",
                "ATELIER_STORE | tape | atelier: atelier.store (ATELIER_STORE) is tape; allowed is file or s3",
                "ATELIER_STORE | s3 | atelier: atelier.store (ATELIER_STORE) is s3, so atelier.aws.bucket (ATELIER_AWS_BUCKET) has to name a bucket",
                "ATELIER_BACKEND | sagemaker | atelier: atelier.backend (ATELIER_BACKEND) is sagemaker, so atelier.store (ATELIER_STORE) has to be s3",
                "ATELIER_API_KEY | short | atelier: atelier.api-key (ATELIER_API_KEY) has 5 characters; at least 16 are needed",
                "MICRONAUT_SECURITY_ENABLED | false | atelier: micronaut.security.enabled, micronaut.security.filter.enabled or",
                "ATELIER_TRUSTED_PROXIES | proxy.lan | atelier: atelier.trusted-proxies (ATELIER_TRUSTED_PROXIES) names \"proxy.lan\"; allowed are addresses",
                "ATELIER_BODY_MEMORY | 1MB | atelier: atelier.body-memory (ATELIER_BODY_MEMORY) is 1048576 bytes; it should be at least 75497472",
                "ATELIER_LOCAL_GPU_NODES | nonsense | atelier.local-gpu.nodes",
                "ATELIER_LOCAL_GPU_JOBS_LEASE | soon | atelier: atelier.local-gpu.jobs.lease (ATELIER_LOCAL_GPU_JOBS_LEASE) is \"soon\"; allowed is a duration",
                "ATELIER_AWS_POLLING_LONGEST | soon | atelier: atelier.aws.polling.longest (ATELIER_AWS_POLLING_LONGEST) is \"soon\"",
                "ATELIER_QUEUE_LIMIT | many | atelier: atelier.queue-limit (ATELIER_QUEUE_LIMIT) is \"many\"; allowed is a whole number",
                "ATELIER_LOG_LEVEL | loud | atelier: atelier.log-level (ATELIER_LOG_LEVEL) is \"loud\"; allowed is TRACE,",
                "ATELIER_PORT | http | atelier: atelier.port (ATELIER_PORT) is \"http\"; allowed is a whole number",
                "ATELIER_PORT | 70000 | atelier: atelier.port (ATELIER_PORT) is 70000; allowed is 0 to 65535",
                "ATELIER_HOST | no-such-host.invalid | atelier: atelier.host (ATELIER_HOST) is no-such-host.invalid, which is no known host; set",
                "ATELIER_HOST | 192.0.2.7 | atelier: atelier.host (ATELIER_HOST) is 192.0.2.7, which is no address of this machine; set",
                "ATELIER_DATABASE_URL | postgresql://db/atelier | atelier: atelier.database.url (ATELIER_DATABASE_URL) is postgresql://db/atelier; allowed is jdbc:postgresql://",
                "ATELIER_DATABASE_URL | jdbc:postgresql//db/atelier | atelier: atelier.database.url (ATELIER_DATABASE_URL) is jdbc:postgresql//db/atelier; allowed is",
                "ATELIER_DATABASE_URL | jdbc:postgresql://127.0.0.1:1/atelier | atelier: the database that atelier.database.url (ATELIER_DATABASE_URL) names, jdbc:postgresql://127.0.0.1:1/atelier, cannot be used: Connection",
                "ATELIER_DATABASE_URL | jdbc:postgresql://no-such-host.invalid/atelier | cannot be used: there is no host no-such-host.invalid; check",
                "ATELIER_TRACING_ENDPOINT | collector:4317 | atelier: atelier.tracing.endpoint (ATELIER_TRACING_ENDPOINT) is collector:4317; allowed is the http or https URL of a receiver",
                "ATELIER_TRACING_RATIO | 2 | atelier: atelier.tracing.ratio (ATELIER_TRACING_RATIO) is 2.0; allowed is a number from 0 to 1",
                "ATELIER_DATA_DIR | /proc/atelier | atelier: atelier.data-dir (ATELIER_DATA_DIR) is /proc/atelier, but /proc/atelier cannot be used",
                "MICRONAUT_CONFIG_FILES | /no/such/file.yml | /no/such/file.yml",
            })
    void aWrongSettingIsNamedInOneSentence(String variable, String value, String sentence) {
        assertThatThrownBy(() -> AtelierProcess.in(folder.resolve("data"))
                        .brief()
                        .with(variable, value)
                        .start())
                .hasMessageContaining("ended at once, with status 1")
                .hasMessageContaining(sentence)
                .message()
                .as("one line after that of AtelierProcess, and no stack trace")
                .matches(text -> text.strip().lines().count() == 2);
    }

    @Test
    void aSecondProcessOnTheDataFolderIsOneSentence() {
        Path data = folder.resolve("data");
        try (AtelierProcess first = AtelierProcess.in(data).brief().start()) {
            assertThat(first.url()).isNotNull();
            assertThatThrownBy(() -> AtelierProcess.in(data).brief().start())
                    .hasMessageContaining(
                            "atelier: another process has the database open that atelier.database.url names,"
                                    + " jdbc:h2:async:" + data + "/atelier; stop that process, or")
                    .message()
                    .matches(text -> text.strip().lines().count() == 2);
        }
    }

    @Test
    void aDataFolderThatIsAFileIsOneSentence() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> AtelierProcess.in(folder.resolve("data"))
                        .brief()
                        .with("ATELIER_DATA_DIR", file)
                        .start())
                .hasMessageContaining("atelier: atelier.data-dir (ATELIER_DATA_DIR) is " + file + ", but " + file
                        + " cannot be used (it is a file); set a folder that")
                .message()
                .matches(text -> text.strip().lines().count() == 2);
    }

    @Test
    void theDataFolderMayBeSetInAFileAndAWrongNameThereIsWarnedOf() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Path settings = Files.writeString(
                folder.resolve("settings.yml"), "atelier:\n  data-dir: " + elsewhere + "\n  queue-limt: 5\n");
        try (AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                .brief()
                .without("ATELIER_DATA_DIR")
                .with("MICRONAUT_CONFIG_FILES", settings)
                .start()) {
            assertThat(service.output())
                    .contains("Store: file, " + elsewhere.resolve("store"))
                    .containsPattern(
                            "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d) WARN .*atelier.queue-limt is not a"
                                    + " setting and has no effect; the nearest one is atelier.queue-limit");
            assertThat(elsewhere.resolve("atelier.mv.db")).exists();
        }
    }

    @Test
    void aMissingBucketIsNamedWithoutAnySecret() {
        try (S3Server server = S3Server.start()) {
            assertThatThrownBy(() -> AtelierProcess.in(folder.resolve("data"))
                            .brief()
                            .filesIn(server)
                            .with("ATELIER_AWS_BUCKET", "not-there")
                            .with("ATELIER_LOG_LEVEL", "DEBUG")
                            .start())
                    .hasMessageContaining("ended at once, with status 1")
                    .hasMessageContaining(
                            "atelier: atelier.store (ATELIER_STORE) is s3, but no bucket not-there exists; create it, or set"
                                    + " atelier.aws.bucket (ATELIER_AWS_BUCKET) to an existing one")
                    .hasMessageContaining("Status Code: 404")
                    .message()
                    .doesNotContain(S3Server.SECRET_KEY);
        }
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> AtelierProcess.in(folder.resolve("data"))
                            .brief()
                            .with("ATELIER_PORT", taken.getLocalPort())
                            .start())
                    .hasMessageContaining("atelier: atelier.port (ATELIER_PORT) is " + taken.getLocalPort()
                            + ", which another process listens on; stop it or set another port")
                    .message()
                    .matches(text -> text.strip().lines().count() == 2);
        }
    }

    @Test
    void theFirstStartMakesAKeyThatOnlyItsOwnerReadsAndKeepsIt() throws IOException {
        Path data = folder.resolve("data");
        try (AtelierProcess service =
                AtelierProcess.in(data).brief().with("ATELIER_API_KEY", "").start()) {
            assertThat(service.output()).contains("API key: " + data.resolve("api-key"));
            assertThat(service.output()).contains("Store: file, " + data.resolve("store"));
            assertThat(service.output()).contains("Compute: local-gpu, the demo node");
        }
        Path file = data.resolve("api-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String key = Files.readString(file).strip();
        try (AtelierProcess service =
                AtelierProcess.in(data).brief().with("ATELIER_API_KEY", "").start()) {
            assertThat(new ApiClient(service.url(), key).get("/ping").status()).isEqualTo(200);
            assertThat(new ApiClient(service.url(), key + "x").get("/ping").status())
                    .isEqualTo(403);
        }
    }
}

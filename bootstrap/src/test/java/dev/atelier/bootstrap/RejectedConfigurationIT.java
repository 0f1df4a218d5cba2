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
                "ATELIER_BACKEND | magic | atelier: atelier.backend is magic; allowed is local-gpu",
                "ATELIER_STORE | tape | atelier: atelier.store is tape; allowed is file or s3",
                "ATELIER_STORE | s3 | atelier: atelier.store is s3, so atelier.aws.bucket (ATELIER_AWS_BUCKET) has to name a bucket",
                "ATELIER_BACKEND | sagemaker | atelier: atelier.backend is sagemaker, so atelier.store (ATELIER_STORE) has to be s3",
                "ATELIER_API_KEY | short | atelier: atelier.api-key (ATELIER_API_KEY) has 5 characters; at least 16 are needed",
                "MICRONAUT_SECURITY_ENABLED | false | atelier: micronaut.security.enabled, micronaut.security.filter.enabled or",
                "ATELIER_TRUSTED_PROXIES | proxy.lan | atelier: atelier.trusted-proxies names \"proxy.lan\"; allowed are addresses",
                "ATELIER_BODY_MEMORY | 1MB | atelier: atelier.body-memory is 1048576 bytes; it should be at least 75497472",
                "ATELIER_LOCAL_GPU_NODES | nonsense | atelier.local-gpu.nodes",
                "ATELIER_LOCAL_GPU_JOBS_LEASE | soon | atelier.local-gpu.jobs.lease",
            })
    void aWrongSettingIsNamedInOneSentence(String variable, String value, String sentence) {
        assertThatThrownBy(() -> AtelierProcess.in(folder.resolve("data"))
                        .brief()
                        .with(variable, value)
                        .start())
                .hasMessageContaining("ended at once")
                .hasMessageContaining(sentence);
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
                            "atelier: atelier.store is s3, but no bucket not-there exists; create it, or set"
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
                    .hasMessageContaining("" + taken.getLocalPort());
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

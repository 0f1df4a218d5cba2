package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of the shipped jar. */
class AccessLogIT {

    @TempDir
    Path folder;

    @Test
    void eachRequestHasALineWithoutItsQuery() throws Exception {
        try (AtelierProcess service = AtelierProcess.in(folder)
                .with("ATELIER_ACCESS_LOG", "true")
                .brief()
                .start()) {
            assertThat(service.client()
                            .with("X-Request-Id", "request-1")
                            .get("/inferences?username=a-name-in-a-query")
                            .status())
                    .isEqualTo(200);
            assertThat(service.client()
                            .with("X-Request-Id", "request-2")
                            .get("/files/atelier/x?expires=1&signature=a-secret-signature")
                            .status())
                    .isBetween(400, 499);
            await().untilAsserted(() -> assertThat(service.output()).contains("request-1", "request-2"));

            assertThat(service.output())
                    .containsPattern(
                            "INFO +access:.* 127\\.0\\.0\\.1 GET /inferences HTTP/1\\.1 200 \\d+ \\d+ request-1")
                    .containsPattern("access:.* 127\\.0\\.0\\.1 GET /files/atelier/x HTTP/1\\.1 4\\d\\d .* request-2")
                    .doesNotContain("a-name-in-a-query", "a-secret-signature", AtelierProcess.KEY);
        }
    }

    @Test
    void thereIsNoneUnlessAskedFor() throws Exception {
        try (AtelierProcess service = AtelierProcess.in(folder).brief().start()) {
            assertThat(service.client().get("/inferences").status()).isEqualTo(200);
            assertThat(service.output()).doesNotContain("access:");
        }
    }
}

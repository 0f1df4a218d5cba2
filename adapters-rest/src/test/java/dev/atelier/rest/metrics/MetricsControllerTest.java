package dev.atelier.rest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsControllerTest {

    private RestServer server = RestServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(String setting, Object value) {
        server.close();
        server = RestServer.start(Map.of(setting, value));
    }

    private Http stranger() {
        return server.http().without("x-api-key").without("username");
    }

    @Test
    void answersTheTextFormatToTheKeyInEitherHeader() {
        for (Http http : new Http[] {
            server.http(), server.keyOnly(), stranger().with("Authorization", "Bearer " + RestServer.KEY)
        }) {
            HttpResult reply =
                    http.with("Accept", "application/openmetrics-text").get("/metrics");
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
            assertThat(reply.header("Cache-Control")).contains("no-store");
            assertThat(reply.text()).contains("atelier_jobs_started_total 3\n");
        }
    }

    @Test
    void rejectsWithoutAValidKeyWhateverElseIsSent() {
        for (Http http : new Http[] {
            stranger(),
            stranger().with("x-api-key", RestServer.KEY + "x"),
            stranger().with("Authorization", "Bearer no-key"),
            stranger().with("Authorization", "Basic YXBpOmFwaQ==")
        }) {
            HttpResult reply = http.get("/metrics");
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.text()).contains("\"statusCode\":401", "the API key is missing or wrong");
        }
    }

    @Test
    void needsThePermissionToManageEndpoints() {
        server.addUserHolding("reader", "sagemaker_endpoint:list", "inference:all", "user:all");
        server.addUserHolding("operator", "sagemaker_endpoint:all");

        HttpResult reply = server.http().as("reader").get("/metrics");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).contains("sagemaker_endpoint:all");
        assertThat(server.http().as("operator").get("/metrics").status()).isEqualTo(200);
    }

    @Test
    void openMeansWithoutAnyKey() {
        restart("atelier.metrics.open", true);

        assertThat(stranger().get("/metrics").status()).isEqualTo(200);
        assertThat(stranger().with("x-api-key", "wrong").get("/metrics").status())
                .isEqualTo(200);
        assertThat(stranger().get("/metricsx").status()).isEqualTo(403);
        assertThat(stranger().get("/endpoints").status()).isEqualTo(403);
    }

    @Test
    void switchedOffTheyAreNeitherServedNorDescribed() {
        assertThat(server.http().get("/api").text()).contains("\"/metrics\"");
        restart("atelier.metrics.enabled", false);

        assertThat(server.http().get("/metrics").status()).isEqualTo(404);
        assertThat(stranger().get("/metrics").status()).isEqualTo(403);
        assertThat(server.http().get("/api").text()).doesNotContain("/metrics");
    }
}

package dev.atelier.rest.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AddApiKey;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestNodes;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditControllerTest {

    private static final String USER =
            "{\"username\": \"ann\", \"password\": \"a secret of ann\", \"roles\": [\"byoc\"]}";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEntryHasWhoWhenWhatAndWhereFrom() {
        server.http()
                .with("X-Request-Id", "my-request")
                .send("POST", "/users", USER)
                .is(201);

        HttpResult reply = server.http().get("/audit").is(200);

        Map<?, ?> entry = (Map<?, ?>) reply.at("data.entries.0");
        assertThat(entry.get("id").toString()).hasSize(36);
        assertThat(entry)
                .isEqualTo(Map.of(
                        "id",
                        entry.get("id"),
                        "time",
                        "2026-03-04T05:06:07.123456Z",
                        "user",
                        "admin",
                        "key",
                        "default",
                        "request_id",
                        "my-request",
                        "action",
                        "user.save",
                        "subject_type",
                        "user",
                        "subject",
                        "ann",
                        "details",
                        "created; roles [byoc]",
                        "address",
                        "127.0.0.1"));
        assertThat(reply.text()).contains("\"last_evaluated_key\":null").doesNotContain("a secret of ann");
    }

    @Test
    void theAddressIsThatBeforeTheTrustedProxies() {
        server.http()
                .with("X-Forwarded-For", "10.9.9.9, 203.0.113.7, 192.168.0.1")
                .send("POST", "/users", USER)
                .is(201);
        assertThat(newest("address")).isEqualTo("203.0.113.7");

        server.http()
                .with("X-Forwarded-For", "203.0.113.7, somewhere")
                .send("POST", "/users", USER)
                .is(201);
        assertThat(newest("address")).isEqualTo("127.0.0.1");
    }

    @Test
    void ofALongListTheEndIsRead() {
        server.http()
                .with("X-Forwarded-For", "1".repeat(2000) + ", 203.0.113.7, 192.168.0.1")
                .send("POST", "/users", USER)
                .is(201);
        assertThat(newest("address")).isEqualTo("203.0.113.7");

        // Of the first one, the last thousand characters hold 3.0.113.7.
        server.http()
                .with("X-Forwarded-For", "203.0.113.7,10.0.0.11" + ",10.0.0.1".repeat(109))
                .send("POST", "/users", USER)
                .is(201);
        assertThat(newest("address")).isEqualTo("10.0.0.11");
        server.http()
                .with("X-Forwarded-For", ",".repeat(2000))
                .send("POST", "/users", USER)
                .is(201);
        assertThat(newest("address")).isEqualTo("127.0.0.1");
    }

    @Test
    void aHeaderOfAClientThatIsNoProxyIsNotBelieved() {
        try (RestServer open = RestServer.start(Map.of("atelier.trusted-proxies", "192.0.2.1"))) {
            open.http()
                    .with("X-Forwarded-For", "203.0.113.7")
                    .send("POST", "/users", USER)
                    .is(201);

            assertThat(open.http().get("/audit").is(200).at("data.entries.0.address"))
                    .isEqualTo("127.0.0.1");
        }
    }

    @Test
    void whatWasRejectedIsNoChange() {
        server.http().send("POST", "/users", USER.replace("byoc", "none")).rejects(400);
        server.http().send("POST", "/nodes/gone/drain", "{}").rejects(404);

        assertThat(server.http().get("/audit").is(200).at("data.entries")).isEqualTo(List.of());
    }

    @Test
    void aReadOfAnothersJobIsAnEntryAndOneOfOnesOwnIsNone() {
        InferenceJob job = server.atelier.addUploaded(TestJobs.job().by("ann"));
        server.addUserHolding("ann", "inference:list");
        server.http().as("ann").get("/inferences/" + job.id()).is(200);
        server.http().as("ann").get("/inferences").is(200);
        assertThat(server.atelier.auditLog.all()).isEmpty();

        server.http().get("/inferences/" + job.id()).is(200);
        server.http().get("/inferences").is(200);

        assertThat(server.atelier.auditLog.deeds()).containsExactly("job.read " + job.id(), "job.list ann");
    }

    @Test
    void nodesAndTheQueueAreRecorded() {
        server.atelier.backend.has(TestNodes.healthy("gpu-1:7860"));
        server.http().send("POST", "/nodes/gpu-1:7860/drain", "{}").is(200);
        server.http().send("POST", "/nodes/gpu-1:7860/resume", "{}").is(200);
        server.http()
                .send("POST", "/inference-queue/cancel", "{\"endpoint_name\": \"e\", \"user\": \"ann\"}")
                .is(200);

        assertThat(server.atelier.auditLog.deeds())
                .containsExactly(
                        "node.drain gpu-1:7860", "node.resume gpu-1:7860", "queue.cancel endpoint e, user ann");
    }

    @Test
    void whatChangedNothingIsNoEntry() {
        server.atelier.backend.has(TestNodes.healthy("gpu-1:7860"));
        for (String path : List.of("drain", "drain", "resume", "resume")) {
            server.http().send("POST", "/nodes/gpu-1:7860/" + path, "{}").is(200);
        }
        server.http().send("DELETE", "/quotas", "{\"user\": \"admin\"}").isEmpty(204);

        assertThat(server.atelier.auditLog.deeds()).containsExactly("node.drain gpu-1:7860", "node.resume gpu-1:7860");
    }

    @Test
    void filtersAndPagesHold() {
        for (String name : List.of("ann", "bob", "eve")) {
            server.http()
                    .send("POST", "/users", USER.replace("\"ann\"", "\"" + name + "\""))
                    .is(201);
        }
        server.bean(AddApiKey.class).add("nightly", Optional.empty());

        assertThat(subjects("?subject_type=user&limit=2")).containsExactlyInAnyOrder("bob", "eve");
        HttpResult first = server.http().get("/audit?user=admin&limit=2").is(200);
        HttpResult second = server.http()
                .get("/audit?user=admin&limit=2&exclusive_start_key=" + first.at("data.last_evaluated_key"))
                .is(200);
        assertThat((List<?>) second.at("data.entries")).hasSize(1);
        assertThat(second.at("data.last_evaluated_key")).isNull();
        assertThat(subjects("?action=key.add")).containsExactly("nightly");
        assertThat(subjects("?subject=bob")).containsExactly("bob");
        assertThat(subjects("?from=2026-03-04T05:06:08Z")).isEmpty();
        assertThat(subjects("?to=2026-03-04T06:06:07%2B01:00")).isEmpty();
        assertThat(subjects("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z"))
                .hasSize(4);
    }

    @Test
    void whatIsNoFilterIsSaid() {
        assertThat(server.http().get("/audit?action=user.fly").rejects(400).message())
                .startsWith("action \"user.fly\" is not recorded; recorded are user.save, user.delete");
        assertThat(server.http().get("/audit?from=yesterday").rejects(400).message())
                .isEqualTo("from should be a time in ISO 8601 with its offset, for example 2026-11-30T12:00:00Z,"
                        + " not \"yesterday\"");
        server.http().get("/audit?exclusive_start_key=x").rejects(400);
        for (String name : List.of("subject", "subject_type")) {
            assertThat(server.http().get("/audit?" + name + "=%00").rejects(400).message())
                    .isEqualTo(name + " holds the character U+0000, which no string may have");
        }
    }

    @Test
    void onlyAdministratorsReadIt() {
        server.addUserHolding("ann", "user:list", "user:create", "role:all");

        server.http().as("ann").get("/audit").rejects(403);
    }

    private Object newest(String field) {
        return server.http().get("/audit?limit=1").is(200).at("data.entries.0." + field);
    }

    private List<String> subjects(String query) {
        return ((List<?>) server.http().get("/audit" + query).is(200).at("data.entries"))
                .stream()
                        .map(entry -> ((Map<?, ?>) entry).get("subject").toString())
                        .toList();
    }
}

package dev.atelier.rest.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaControllerTest {

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("ann", "inference:all");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aQuotaIsSetListedReplacedAndRemoved() {
        HttpResult set = put("{'user': 'ann', 'jobs_waiting': 10, 'gpu_seconds_per_day': 0}");
        assertThat(set.is(200).at("data"))
                .isEqualTo(Map.of("user", "ann", "jobs_waiting", 10, "gpu_seconds_per_day", 0));
        put("{'user': 'ann', 'jobs_per_minute': 5}").is(200);

        HttpResult listed = server.http().get("/quotas").is(200);
        assertThat(listed.at("data.quotas")).isEqualTo(List.of(Map.of("user", "ann", "jobs_per_minute", 5)));
        assertThat(listed.text()).contains("\"last_evaluated_key\":null");

        delete("{'user': 'ann'}").isEmpty(204);
        delete("{'user': 'ann'}").isEmpty(204);
        assertThat(server.http().get("/quotas").at("data.quotas")).isEqualTo(List.of());
        assertThat(server.atelier.auditLog.deeds())
                .startsWith("quota.set user:ann", "quota.set user:ann", "quota.delete user:ann");
    }

    @Test
    void pagesFollowOneAnother() {
        String role = server.atelier
                .users
                .find(new UserName("ann"))
                .orElseThrow()
                .roles()
                .iterator()
                .next()
                .value();
        put("{'user': 'ann', 'jobs_waiting': 1}").is(200);
        put("{'role': '" + role + "', 'jobs_waiting': 2}").is(200);

        HttpResult first = server.http().get("/quotas?limit=1").is(200);
        assertThat(first.at("data.quotas")).isEqualTo(List.of(Map.of("role", role, "jobs_waiting", 2)));
        Map<String, Object> rest = new HashMap<>();
        rest.put("quotas", List.of(Map.of("user", "ann", "jobs_waiting", 1)));
        rest.put("last_evaluated_key", null);
        assertThat(server.http()
                        .get("/quotas?limit=1&exclusive_start_key="
                                + first.at("data.last_evaluated_key").toString().replace(":", "%3A"))
                        .is(200)
                        .at("data"))
                .isEqualTo(rest);
        server.http().get("/quotas?exclusive_start_key=nothing").rejects(400);
        server.http().get("/quotas?exclusive_start_key=role%3Aa%00b").rejects(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'jobs_waiting': 1} | a quota is that of a user or of a role; name one of both",
                "{'user': 'ann', 'role': 'r', 'jobs_waiting': 1} | name one of both",
                "{'user': 'ann'} | at least one of gpu_seconds_per_day, jobs_waiting and jobs_per_minute",
                "{'user': 'ann', 'jobs_waiting': -1} | jobs_waiting",
                "{'user': 'ann', 'jobs_waiting': 'many'} | jobs_waiting",
            })
    void saysWhatIsWrong(String body, String message) {
        assertThat(put(body).rejects(400).message()).contains(message);
    }

    @Test
    void theHolderExists() {
        assertThat(put("{'user': 'gone', 'jobs_waiting': 1}").rejects(404).message())
                .isEqualTo("user gone not found");
        assertThat(put("{'role': 'gone', 'jobs_waiting': 1}").rejects(404).message())
                .isEqualTo("role gone not found");
    }

    @Test
    void thoseWhoManageUsersSetThem() {
        server.addUserHolding("viewer", "user:list");

        server.http().as("ann").get("/quotas").rejects(403);
        server.http().as("viewer").get("/quotas").is(200);
        server.http()
                .as("viewer")
                .send("PUT", "/quotas", "{\"user\": \"ann\", \"jobs_waiting\": 1}")
                .rejects(403);
        server.http()
                .as("viewer")
                .send("DELETE", "/quotas", "{\"user\": \"ann\"}")
                .rejects(403);
    }

    private HttpResult put(String body) {
        return server.http().send("PUT", "/quotas", body.strip().replace('\'', '"'));
    }

    private HttpResult delete(String body) {
        return server.http().send("DELETE", "/quotas", body.replace('\'', '"'));
    }
}

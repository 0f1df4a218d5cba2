package dev.atelier.rest.usage;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageControllerTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

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
    void aTotalHasWhatDistinguishesItAndWhatWasUsed() {
        use(job().by("ann").generation("a.ckpt"));
        use(job().by("ann").generation("a.ckpt"));

        HttpResult reply = server.http().get("/usage").is(200);

        assertThat(reply.text())
                .contains("\"from\":\"2026-03-01\",\"to\":\"2026-03-04\"")
                .contains("\"usage\":[{\"day\":\"2026-03-04\",\"user\":\"ann\",\"model\":\"a.ckpt\",\"succeeded\":2,"
                        + "\"failed\":0,\"canceled\":0,\"images\":2,\"gpu_seconds\":2.000}]")
                .contains("\"last_evaluated_key\":null");
    }

    @Test
    void filtersAndGroupsHold() {
        use(job().by("ann").generation("a.ckpt"));
        use(job().by("bob").generation("a.ckpt"));
        use(job().by("ann").task(TaskType.REMBG).models());
        use(job().by("ann").generation("a.ckpt").createdAt(NOON.minusSeconds(86_400)));

        assertThat(rows("?group_by=user"))
                .containsExactly(row("user", "ann", "succeeded", 3), row("user", "bob", "succeeded", 1));
        assertThat(rows("?group_by=model,user&user=ann"))
                .containsExactly(
                        row("user", "ann", "model", "", "succeeded", 1),
                        row("user", "ann", "model", "a.ckpt", "succeeded", 2));
        assertThat(rows("?group_by=day&model=a.ckpt"))
                .containsExactly(row("day", "2026-03-03", "succeeded", 1), row("day", "2026-03-04", "succeeded", 2));
        assertThat(rows("?group_by=endpoint&from=2026-03-03&to=2026-03-03"))
                .containsExactly(row("endpoint", "e-" + TestJobs.ENDPOINT, "succeeded", 1));
        assertThat(rows("?from=0001-01-01&to=%2B99999-01-01&group_by=day")).hasSize(2);
    }

    @Test
    void pagesFollowOneAnother() {
        for (String user : List.of("ann", "bob", "eve")) {
            use(job().by(user).generation("é, x.ckpt"));
        }
        HttpResult first = server.http().get("/usage?limit=2").is(200);
        HttpResult second = server.http()
                .get("/usage?limit=2&exclusive_start_key=" + first.at("data.last_evaluated_key"))
                .is(200);

        assertThat(users(first)).containsExactly("ann", "bob");
        assertThat(users(second)).containsExactly("eve");
        assertThat(second.at("data.last_evaluated_key")).isNull();
    }

    @Test
    void asCsvItIsAskedForByParameterOrHeader() {
        use(job().by("ann").generation("a.ckpt"));
        use(job().by("bob").task(TaskType.REMBG).models());

        HttpResult csv = server.http().get("/usage?format=csv");

        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8; header=present");
        assertThat(csv.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"usage-2026-03-01-2026-03-04.csv\"");
        assertThat(csv.text())
                .isEqualTo("day,user,model,succeeded,failed,canceled,images,gpu_seconds\r\n"
                        + "2026-03-04,ann,a.ckpt,1,0,0,1,1.000\r\n"
                        + "2026-03-04,bob,,1,0,0,1,1.000\r\n");
        assertThat(server.http().with("Accept", "text/csv").get("/usage").text())
                .isEqualTo(csv.text());
        assertThat(server.http()
                        .with("Accept", "text/html, text/csv;q=0.9, */*")
                        .get("/usage?group_by=user")
                        .text())
                .startsWith("user,succeeded,failed,canceled,images,gpu_seconds\r\nann,1,");
        server.http().with("Accept", "text/csv").get("/usage?format=json").is(200);
        for (String json : List.of("application/json, text/csv", "text/csv;q=0", "text/csv;q=0.1, application/json")) {
            server.http().with("Accept", json).get("/usage").is(200);
        }
    }

    @Test
    void csvHasAllTotalsAtOnce() {
        for (int i = 0; i < 120; i++) {
            use(job().by("u" + i));
        }

        assertThat(server.http().get("/usage?format=csv&limit=1").text().lines())
                .hasSize(121);
    }

    @Test
    void aNameIsQuotedAndNoFormula() {
        for (String model : List.of("=1+1", "+1", "-1", "@a", "\t=1", "a=1", "a,\"b\"", "a\nb", "=\"x\",1")) {
            use(job().models(ModelReference.word(CheckpointType.STABLE_DIFFUSION, model)));
        }

        String csv = server.http().get("/usage?format=csv&group_by=model").text();

        assertThat(csv.split("\r\n"))
                .extracting(row -> row.replaceAll("(?s),1,0,0,1,1\\.000$", ""))
                .containsExactlyInAnyOrder(
                        "model,succeeded,failed,canceled,images,gpu_seconds",
                        "'=1+1",
                        "'+1",
                        "'-1",
                        "'@a",
                        "'\t=1",
                        "a=1",
                        "\"a,\"\"b\"\"\"",
                        "\"a\nb\"",
                        "\"'=\"\"x\"\",1\"");
    }

    @Test
    void usersSeeTheirOwnAndAdministratorsThatOfAll() {
        use(job().by("ann"));
        use(job().by("bob"));
        server.addUserHolding("ann", "inference:list");
        server.addUserHolding("eve", "checkpoint:all");

        assertThat(server.http().as("ann").get("/usage?format=csv").text())
                .contains("ann")
                .doesNotContain("bob");
        server.http().as("ann").get("/usage?user=bob").rejects(403);
        server.http().as("ann").get("/usage?user=bob&format=csv").rejects(403);
        server.http().as("eve").get("/usage").rejects(403);
        assertThat(rows("?user=bob")).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsSaid() {
        assertThat(server.http().get("/usage?from=2026-02-30").rejects(400).message())
                .isEqualTo("from should be a day such as 2026-11-30, not \"2026-02-30\"");
        assertThat(server.http().get("/usage?from=2026-03-05").rejects(400).message())
                .isEqualTo("from is 2026-03-05, which is after to, 2026-03-04");
        assertThat(server.http().get("/usage?format=xml").rejects(400).message())
                .isEqualTo("format should be json or csv, not \"xml\"");
        assertThat(server.http().get("/usage?group_by=node").rejects(400).message())
                .isEqualTo("usage has no \"node\"; it has day, user, model, endpoint");
        assertThat(server.http().get("/usage?model=%00").rejects(400).message())
                .isEqualTo("model holds the character U+0000, which no string may have");
        for (String key : List.of(
                "soon", "x.y.z", "MQ.MQ.MQ", "MjAyNi0wMy0wNA.AA.MQ", "MjAyNi0wMy0wNA.MQ", "KzEwMDAwLTAxLTAx.MQ.MQ")) {
            assertThat(server.http()
                            .get("/usage?exclusive_start_key=" + key)
                            .rejects(400)
                            .message())
                    .isEqualTo("exclusive_start_key \"" + key
                            + "\" is not a last_evaluated_key that this service gave for this group_by");
        }
    }

    /** A job of one second with one image. */
    private void use(TestJobs job) {
        server.atelier.invocations.register(job.started(), true, NOON);
        server.atelier.jobs.end(job.succeeded());
    }

    private static List<String> users(HttpResult page) {
        return ((List<?>) page.at("data.usage"))
                .stream()
                        .map(total -> ((Map<?, ?>) total).get("user").toString())
                        .toList();
    }

    private static Map<Object, Object> row(Object... values) {
        return values.length == 4
                ? Map.of(values[0], values[1], values[2], values[3])
                : Map.of(values[0], values[1], values[2], values[3], values[4], values[5]);
    }

    /** Without what is the same for all jobs of this test. */
    private List<Map<?, ?>> rows(String query) {
        List<?> rows = (List<?>) server.http().get("/usage" + query).is(200).at("data.usage");
        List<Map<?, ?>> found = new ArrayList<>();
        for (Object row : rows) {
            Map<?, ?> total = new HashMap<>((Map<?, ?>) row);
            List.of("failed", "canceled", "images", "gpu_seconds").forEach(total::remove);
            found.add(total);
        }
        return found;
    }
}

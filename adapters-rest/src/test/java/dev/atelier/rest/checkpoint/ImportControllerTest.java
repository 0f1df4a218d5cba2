package dev.atelier.rest.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.ImportTransfer.Progress;
import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportControllerTest {

    private static final String SHA = "0123456789ABCDEF".repeat(4);
    private static final String SECRET = "very-secret";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("ann", "checkpoint:create", "checkpoint:list");
        server.addUserHolding("bob", "checkpoint:all");
        server.addUserHolding("root", "checkpoint:all", "user:all");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Http ann() {
        return server.http().as("ann");
    }

    private HttpResult create(String sources) {
        return ann().send("POST", "/imports", "{\"checkpoint_type\": \"Lora\", \"sources\": [" + sources + "]}");
    }

    private HttpResult url(String name) {
        return create("{\"url\": \"https://models.example/" + name + "\"}").is(202);
    }

    private static CheckpointId id(HttpResult created) {
        return CheckpointId.parse((String) created.at("data.id")).orElseThrow();
    }

    @Test
    void anImportIsAcceptedAndShownAsItGoesOn() {
        HttpResult created = create("{\"url\": \"https://models.example/a.ckpt?x=1\", \"sha256\": \"" + SHA + "\"}")
                .is(202);
        assertThat(created.at("data.status")).isEqualTo("Waiting");
        assertThat(created.at("data.name")).isEqualTo(List.of("a.ckpt"));
        Claim claim = server.atelier.imports.claim(Duration.ofMinutes(1)).orElseThrow();
        assertThat(claim.sources().get(0).sha256()).contains(SHA.toLowerCase());
        server.atelier.imports.renewLease(claim, Duration.ofMinutes(1), new Progress(0, 50, OptionalLong.of(150), 10));

        HttpResult shown = ann().get("/imports/" + id(created) + "/progress").is(200);

        assertThat(shown.at("data.status")).isEqualTo("Running");
        assertThat(shown.at("data.bytes")).isEqualTo(50);
        assertThat(shown.at("data.size")).isEqualTo(150);
        assertThat(shown.at("data.bytes_per_second")).isEqualTo(10);
        assertThat(shown.at("data.seconds_left")).isEqualTo(10);
        assertThat(ann().get("/imports").is(200).at("data.imports.0.id")).isEqualTo(created.at("data.id"));
    }

    @Test
    void theOwnerPausesResumesAndCancelsIt() {
        String path = "/imports/" + id(url("a.ckpt"));

        assertThat(ann().send("POST", path + "/pause").is(200).at("data.status"))
                .isEqualTo("Paused");
        assertThat(ann().send("POST", path + "/resume").is(200).at("data.status"))
                .isEqualTo("Waiting");
        server.http().as("bob").send("POST", path + "/cancel").rejects(404);
        HttpResult cancelled = ann().send("POST", path + "/cancel").is(200);

        assertThat(cancelled.at("data.status")).isEqualTo("Cancelled");
        assertThat(cancelled.at("data.error")).isEqualTo("cancelled by user ann");
        assertThat(cancelled.at("data.ended")).isNotNull();
        ann().send("POST", path + "/pause").rejects(400);
        ann().send("POST", "/imports/x/pause").rejects(404);
    }

    @Test
    void theListIsPagedAndThatOfAdministratorsHasAll() {
        url("a.ckpt");
        server.atelier.clock.pass(Duration.ofSeconds(1));
        HttpResult second = url("b.ckpt");

        HttpResult page = ann().get("/imports?limit=1").is(200);
        assertThat(page.at("data.imports.0.id")).isEqualTo(second.at("data.id"));
        HttpResult next = ann().get("/imports?limit=1&exclusive_start_key=" + page.at("data.last_evaluated_key"));
        assertThat(next.at("data.imports.0.name")).isEqualTo(List.of("a.ckpt"));
        assertThat(next.at("data.last_evaluated_key")).isNull();
        assertThat(server.http().as("bob").get("/imports").at("data.imports")).isEqualTo(List.of());
        assertThat((List<?>) server.http().as("root").get("/imports").at("data.imports"))
                .hasSize(2);
    }

    @Test
    void filesOfSitesAreNamedByTheirIds() {
        serve(new ModelHub.HuggingFace("org/model", "main", "unet/x.safetensors"), "x.safetensors");
        serve(new ModelHub.Civitai(7, Optional.of("y.safetensors")), "y.safetensors");

        HttpResult created = create("{\"repository\": \"org/model\", \"file\": \"unet/x.safetensors\"},"
                        + " {\"civitai_version\": 7, \"file\": \"y.safetensors\"}")
                .is(202);

        assertThat(created.at("data.name")).isEqualTo(List.of("x.safetensors", "y.safetensors"));
        assertThat(created.at("data.size")).isEqualTo(10);
    }

    private void serve(ModelHub.Reference reference, String name) {
        server.atelier.hub.serve(
                reference,
                new ImportSource(
                        SourceUrl.parse("https://models.example/" + name),
                        Optional.of(new CheckpointFileName(name)),
                        Optional.empty(),
                        OptionalLong.of(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\": \"https://models.example/a.ckpt\", \"civitai_version\": 1}",
                "{\"url\": \"https://models.example/a.ckpt\", \"sha256\": \"12\"}",
                "{\"civitai_version\": 1, \"sha256\": \"12\"}",
                "{\"civitai_version\": 0}",
                "{\"repository\": \"../x\", \"file\": \"a.ckpt\"}",
                "{\"repository\": \"org/model\"}",
                "{\"url\": \"http://127.0.0.1/a.ckpt\"}",
                "{\"civitai_version\": 404}"
            })
    void whatCannotBeImportedIsRejected(String source) {
        create(source).rejects(400);
        assertThat(server.atelier.imports.claim(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void aUserHasALimitedNumberInProgress() {
        for (int i = 0; i < 20; i++) {
            url(i + ".ckpt");
        }

        HttpResult refused = create("{\"url\": \"https://models.example/more.ckpt\"}");

        refused.rejects(429);
        assertThat(refused.text()).contains("atelier.import.per-user");
        ann().send(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Lora\", \"params\": {}, \"urls\": [\"https://models.example/m.ckpt\"]}")
                .rejects(429);
    }

    @Test
    void aSecretIsInNoResponse() {
        HttpResult set = ann().send(
                        "PUT",
                        "/import-credentials",
                        "{\"host\": \"Models.Example\", \"kind\": \"query\", \"parameter\": \"token\", \"secret\": \""
                                + SECRET + "\"}")
                .is(200);
        assertThat(set.at("data.host")).isEqualTo("models.example");
        assertThat(set.at("data.owner")).isEqualTo("ann");
        assertThat(set.text()).doesNotContain(SECRET);

        HttpResult listed = ann().get("/import-credentials").is(200);
        assertThat(listed.at("data.credentials.0.id")).isEqualTo(set.at("data.id"));
        assertThat(listed.text()).doesNotContain(SECRET);
        assertThat(server.http().as("root").get("/audit").is(200).text())
                .contains("credential.set", "query for models.example, of user ann")
                .doesNotContain(SECRET);
        assertThat(server.atelier
                        .credentials
                        .usable("models.example", new UserName("ann"))
                        .orElseThrow()
                        .secret()
                        .value())
                .isEqualTo(SECRET);

        server.http()
                .as("bob")
                .send("DELETE", "/import-credentials/" + set.at("data.id"))
                .rejects(404);
        assertThat(ann().send("DELETE", "/import-credentials/" + set.at("data.id"))
                        .status())
                .isEqualTo(204);
        assertThat(ann().get("/import-credentials").at("data.credentials")).isEqualTo(List.of());
    }

    @Test
    void oneForAllUsersTakesUserAll() {
        String shared = "{\"host\": \"h.example\", \"kind\": \"bearer\", \"secret\": \"s\", \"for_all\": true}";

        ann().send("PUT", "/import-credentials", shared).rejects(403);
        HttpResult set = server.http()
                .as("root")
                .send("PUT", "/import-credentials", shared)
                .is(200);

        assertThat(set.at("data.owner")).isNull();
        assertThat(ann().get("/import-credentials").at("data.credentials.0.host"))
                .isEqualTo("h.example");
        ann().send("DELETE", "/import-credentials/" + set.at("data.id")).rejects(403);
        ann().send("DELETE", "/import-credentials/x").rejects(404);
    }

    @Test
    void aSecretThatIsRefusedIsNotShownEither() {
        HttpResult refused = ann().send(
                        "PUT",
                        "/import-credentials",
                        "{\"host\": \"h.example\", \"kind\": \"bearer\", \"secret\": \"very secret\"}");

        refused.rejects(400);
        assertThat(refused.text()).doesNotContain("very secret");
    }
}

package dev.atelier.rest.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelNotes;
import dev.atelier.domain.checkpoint.ModelProperty;
import dev.atelier.rest.testing.RestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointDetailsControllerTest {

    private static final ModelHashes HASHES = new ModelHashes("ab".repeat(32), "cafe0123cafe", "beef4567");

    private RestServer server;
    private Checkpoint lora;
    private Checkpoint other;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("ann", "checkpoint:all");
        server.addUserHolding("bob", "checkpoint:list");
        lora = server.atelier.add(TestCheckpoints.checkpoint()
                .type(CheckpointType.LORA)
                .files("watercolour.safetensors", "readme.txt")
                .by("ann")
                .openTo("*"));
        other = server.atelier.add(TestCheckpoints.checkpoint()
                .files("other.safetensors")
                .by("eve")
                .openTo("*")
                .createdAt(lora.created().plusSeconds(1)));
        server.atelier.add(TestCheckpoints.checkpoint()
                .files("hidden.safetensors")
                .by("eve")
                .openTo("eve"));
        server.atelier.descriptions.save(
                lora.id(),
                Map.of(
                        0,
                        new ModelDescription(
                                ModelFamily.STABLE_DIFFUSION_XL,
                                ModelKind.LORA,
                                "BF16",
                                12,
                                Map.of(ModelProperty.BASE_MODEL, "sd_xl_base.safetensors", ModelProperty.RANK, "32"),
                                List.of("wet paint"))));
        server.atelier.checkpoints.hash(lora.id(), 0, HASHES);
        server.atelier.notes.save(lora.id(), new ModelNotes("best at 0.8", List.of("style")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String path(Checkpoint checkpoint, String rest) {
        return "/checkpoints/" + checkpoint.id() + rest;
    }

    @Test
    void aCheckpointIsReturnedWithAllThatIsKnownOfIt() {
        var answer = server.http().as("bob").get(path(lora, "/details")).is(200);

        assertThat(answer.at("data.checkpoint.name")).isEqualTo(List.of("watercolour.safetensors", "readme.txt"));
        assertThat(answer.at("data.notes")).isEqualTo("best at 0.8");
        assertThat(answer.at("data.tags")).isEqualTo(List.of("style"));
        assertThat(answer.at("data.files.0.family")).isEqualTo("Stable Diffusion XL");
        assertThat(answer.at("data.files.0.kind")).isEqualTo("LoRA");
        assertThat(answer.at("data.files.0.parameters")).isEqualTo(12);
        assertThat(answer.at("data.files.0.metadata.rank")).isEqualTo("32");
        assertThat(answer.at("data.files.0.trigger_words")).isEqualTo(List.of("wet paint"));
        assertThat(answer.at("data.files.0.sha256")).isEqualTo(HASHES.sha256());
        assertThat(answer.at("data.files.0.auto_v2")).isEqualTo("ababababab");
        assertThat(answer.at("data.files.0.auto_v3")).isEqualTo("cafe0123cafe");
        assertThat(answer.at("data.files.0.legacy_hash")).isEqualTo("beef4567");
        assertThat(answer.at("data.files.1.sha256")).isNull();
        assertThat(answer.at("data.files.1.family")).isNull();
    }

    @Test
    void whatIsNotThereOrNotOpenIsNotFound() {
        server.http().as("bob").get("/checkpoints/none/details").is(404);
        server.http()
                .as("bob")
                .get("/checkpoints/"
                        + server.atelier
                                .checkpoints
                                .activeWithStems(Set.of("hidden"))
                                .get(0)
                                .id()
                        + "/details")
                .is(404);
    }

    @ParameterizedTest
    @CsvSource({
        "name=water, watercolour.safetensors",
        "name=OTHER, other.safetensors",
        "family=stable%20diffusion%20xl, watercolour.safetensors",
        "kind=LoRA, watercolour.safetensors",
        "base=SD_XL_base, watercolour.safetensors",
        "tag=Style, watercolour.safetensors",
        "hash=BEEF4567, watercolour.safetensors",
        "hash=ababababab, watercolour.safetensors",
        "creator=eve, other.safetensors",
        "types=Stable-diffusion, other.safetensors",
        "types=Lora&status=Active&name=colour, watercolour.safetensors",
    })
    void aCheckpointIsFoundByWhatItIs(String query, String file) {
        var answer = server.http().as("bob").get("/checkpoints/search?" + query).is(200);

        assertThat((List<?>) answer.at("data.checkpoints")).hasSize(1);
        assertThat(answer.at("data.checkpoints.0.files.0.name")).isEqualTo(file);
        assertThat(answer.at("data.last_evaluated_key")).isNull();
    }

    @Test
    void pagesFollowEachOther() {
        var first = server.http().as("bob").get("/checkpoints/search?limit=1").is(200);
        assertThat(first.at("data.checkpoints.0.checkpoint.id"))
                .isEqualTo(other.id().toString());

        var second = server.http()
                .as("bob")
                .get("/checkpoints/search?limit=1&exclusive_start_key=" + first.at("data.last_evaluated_key"))
                .is(200);
        assertThat(second.at("data.checkpoints.0.checkpoint.id"))
                .isEqualTo(lora.id().toString());
        assertThat(second.at("data.last_evaluated_key")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "family=sd9, model family \"sd9\" is not one of",
        "kind=spell, kind of model \"spell\" is not one of",
        "hash=xyz, hash \"xyz\" is none",
        "name=a, names are searched by up to 5 words of 2 to 100 characters",
        "name=%F0%9F%90%BC, names are searched by up to 5 words of 2 to 100 characters",
        "types=none, checkpoint type \"none\" is not one of",
    })
    void whatIsWrongWithASearchIsSaid(String query, String message) {
        assertThat(server.http()
                        .as("bob")
                        .get("/checkpoints/search?" + query)
                        .is(400)
                        .at("message")
                        .toString())
                .startsWith(message);
    }

    @Test
    void aCheckpointIsTakenOutOfUseAndBack() {
        assertThat(server.http()
                        .as("ann")
                        .send("PUT", path(lora, "/status"), "{\"status\": \"Disabled\"}")
                        .is(200)
                        .at("data.checkpoint.status"))
                .isEqualTo("Disabled");
        server.http()
                .as("ann")
                .send("PUT", path(lora, "/status"), "{\"status\": \"Disabled\"}")
                .is(400);
        assertThat(server.http()
                        .as("ann")
                        .send("PUT", path(lora, "/status"), "{\"status\": \"Active\"}")
                        .is(200)
                        .at("data.checkpoint.status"))
                .isEqualTo("Active");
        assertThat(server.atelier.auditLog.deeds())
                .containsExactly("checkpoint.disable " + lora.id(), "checkpoint.enable " + lora.id());
    }

    @Test
    void oneWhoseFilesWereRejectedIsNotEnabled() {
        server.atelier.checkpoints.update(lora.fail("it is broken"), CheckpointStatus.ACTIVE);

        assertThat(server.http()
                        .as("ann")
                        .send("PUT", path(lora, "/status"), "{\"status\": \"Active\"}")
                        .is(400)
                        .at("message")
                        .toString())
                .endsWith("cannot be enabled, since it has no files: it is broken");
    }

    @Test
    void notesAndTagsAreReplaced() {
        var answer = server.http()
                .as("ann")
                .send("PUT", path(lora, "/notes"), "{\"notes\": \" two\\nlines \", \"tags\": [\"B\", \"a \", \"b\"]}")
                .is(200);

        assertThat(answer.at("data.notes")).isEqualTo("two\nlines");
        assertThat(answer.at("data.tags")).isEqualTo(List.of("a", "b"));
        server.http()
                .as("ann")
                .send("PUT", path(lora, "/notes"), "{\"tags\": [\"a,b\"]}")
                .is(400);
        assertThat(server.http().as("bob").get(path(lora, "/details")).at("data.tags"))
                .isEqualTo(List.of("a", "b"));
        server.http().as("ann").send("PUT", path(lora, "/notes"), "{}").is(200);
        assertThat(server.http().as("bob").get(path(lora, "/details")).at("data.notes"))
                .isEqualTo("");
    }

    @Test
    void filesAreReadAgain() {
        readAll();

        server.http().as("ann").send("POST", path(lora, "/read"), "{}").is(202);

        assertThat(server.atelier
                        .readings
                        .claim(Duration.ofMinutes(1))
                        .orElseThrow()
                        .job())
                .isEqualTo(lora.id());
    }

    @ParameterizedTest
    @CsvSource({"PUT, /status, {`status`: `Disabled`}", "PUT, /notes, {}", "POST, /read, {}"})
    void onlyTheCreatorAndAdministratorsChangeIt(String method, String path, String body) {
        server.http()
                .as("ann")
                .send(method, path(other, path), body.replace('`', '"'))
                .is(403);
        server.http()
                .as("bob")
                .send(method, path(lora, path), body.replace('`', '"'))
                .is(403);
    }

    /** Ends what waits to be read. */
    private void readAll() {
        for (var claim = server.atelier.readings.claim(Duration.ofMinutes(1));
                claim.isPresent();
                claim = server.atelier.readings.claim(Duration.ofMinutes(1))) {
            server.atelier.readings.complete(claim.get());
        }
    }
}

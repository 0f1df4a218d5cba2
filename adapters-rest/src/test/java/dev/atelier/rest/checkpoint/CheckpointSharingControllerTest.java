package dev.atelier.rest.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.rest.testing.RestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointSharingControllerTest {

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("ann", "checkpoint:all");
        server.addUserHolding("bob", "checkpoint:list");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCheckpointIsSharedAndTheListShowsIt() {
        Checkpoint mine =
                server.atelier.add(TestCheckpoints.checkpoint().by("ann").openTo("user:ann"));
        assertThat(server.http().as("bob").get("/checkpoints").is(200).at("data.total"))
                .isEqualTo(0);

        assertThat(server.http()
                        .as("ann")
                        .send("PUT", "/checkpoints/" + mine.id() + "/access", "{\"users\": [\"bob\"]}")
                        .is(200)
                        .at("data"))
                .isEqualTo(Map.of(
                        "id",
                        mine.id().toString(),
                        "roles",
                        List.of(),
                        "users",
                        List.of("ann", "bob"),
                        "everyone",
                        false));

        assertThat(server.http().as("bob").get("/checkpoints").is(200).at("data.checkpoints.0.allowed_roles_or_users"))
                .isEqualTo(List.of("ann", "bob"));
    }

    @Test
    void anUploadAndAnImportMaySayWhoMayUseThem() {
        String upload = "{\"checkpoint_type\": \"Lora\", \"params\": {}, \"access\": {\"roles\": [\"bob\"]},"
                + " \"filenames\": [{\"filename\": \"a.safetensors\", \"parts_number\": 1}]}";
        String imported = "{\"checkpoint_type\": \"Lora\", \"params\": {}, \"access\": {\"everyone\": true},"
                + " \"urls\": [\"https://models.example/b.safetensors\"]}";

        server.http().as("ann").send("POST", "/checkpoints", upload).is(202);
        server.http().as("ann").send("POST", "/checkpoints", imported).is(202);

        List<?> listed = (List<?>) server.http().get("/checkpoints").is(200).at("data.checkpoints");
        List<Object> access = new ArrayList<>();
        listed.forEach(item -> access.add(((Map<?, ?>) item).get("allowed_roles_or_users")));
        assertThat(access).containsExactlyInAnyOrder(List.of("ann", "bob"), List.of("*"));
        server.http()
                .as("ann")
                .send("POST", "/checkpoints", upload.replace("bob", "gone").replace("a.safe", "c.safe"))
                .rejects(400);
    }

    @Test
    void whatIsMeantMustBeSaid() {
        Checkpoint mine = server.atelier.add(TestCheckpoints.checkpoint().by("ann"));
        String path = "/checkpoints/" + mine.id() + "/access";

        assertThat(server.http().as("ann").send("PUT", path, "{}").rejects(400).message())
                .isEqualTo("who may use the checkpoint? Give roles, users or both, or everyone as true");
        server.http()
                .as("ann")
                .send("PUT", path, "{\"everyone\": true, \"users\": [\"bob\"]}")
                .rejects(400);
        server.http().as("bob").send("PUT", path, "{\"everyone\": true}").rejects(403);
        server.http()
                .as("ann")
                .send("PUT", "/checkpoints/" + UUID.randomUUID() + "/access", "{\"everyone\": true}")
                .rejects(404);
        server.http()
                .as("ann")
                .send("PUT", "/checkpoints/x/access", "{\"everyone\": true}")
                .rejects(404);
    }
}

package dev.atelier.rest.checkpoint.v2023;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V2023ModelNameControllerTest {

    private RestServer server;
    private Http client;

    @BeforeEach
    void start() {
        server = RestServer.start();
        client = server.keyOnly();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "texual-inversion-list, EMBEDDINGS",
        "lora-list, LORA",
        "hypernetwork-list, HYPERNETWORKS",
        "controlnet-model-list, CONTROL_NET"
    })
    void eachListNamesTheFilesThatTheCallerMayUse(String list, CheckpointType type) {
        String path = "/inference/get-" + list;
        assertThat(client.get(path).text()).isEqualTo("[]");

        server.addUserHolding("ann", "checkpoint:list");
        server.atelier.add(
                checkpoint().type(type).files("a.safetensors", "b.yaml").openTo("user:ann"));
        server.atelier.add(checkpoint().type(type).files("hidden.pt"));
        server.atelier.add(checkpoint().type(type).files("later.pt").status(CheckpointStatus.INITIAL));
        server.atelier.add(checkpoint().type(CheckpointType.STABLE_DIFFUSION).files("other.safetensors"));

        assertThat(client.as("ann").get(path).list()).isEqualTo(List.of("a.safetensors", "b.yaml"));
        assertThat(client.get(path).<String>list()).containsExactlyInAnyOrder("a.safetensors", "b.yaml", "hidden.pt");
    }

    @Test
    void whoLacksThePermissionIsRejected() {
        server.addUserHolding("trainer", "train:all");
        client.as("trainer").get("/inference/get-lora-list").rejects2023(403);
    }

    @Test
    void aListIsNotCutWhereOthersHaveTheirPages() {
        IntStream.range(0, 150)
                .forEach(i -> server.atelier.add(
                        checkpoint().type(CheckpointType.LORA).files("lora-" + i + ".safetensors")));
        assertThat(client.get("/inference/get-lora-list").list()).hasSize(150);
    }
}

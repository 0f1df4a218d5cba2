package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.BROKEN;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.JOB_REFUSED;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.LOCAL;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.MODEL_MISSING;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.REJECTED;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.UNREACHABLE;
import static dev.atelier.localgpu.webui.wire.NodeException.Kind.WRONG_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class WebUiFaultsTest {

    @TempDir
    private Path tempDir;

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new WebUiClientFixture(tempDir);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "DROP, BROKEN, connection to the node was lost",
        "GARBLED, BROKEN, cannot be parsed",
        "ERROR_500, JOB_REFUSED, status 500: RuntimeError: something broke in (path)",
        "OUT_OF_MEMORY, OUT_OF_MEMORY, out of memory",
        "UNKNOWN_UPSCALER, MODEL_MISSING, could not find upscaler",
        "WRONG_IMAGE_COUNT, JOB_REFUSED, bad number of images",
        "SERVER_ERROR, JOB_REFUSED, server_error: type must be number",
        "GPU_ERROR, GPU_ERROR, CUDA error",
        "NOT_BASE64, BROKEN, not valid base64",
        "NO_IMAGES, BROKEN, returned no image",
        "NOT_AN_IMAGE, BROKEN, not PNG",
        "UNAUTHORIZED, BROKEN, user and password",
    })
    void everyFaultHasItsKindAndLeavesNothingBehind(Fault fault, NodeException.Kind kind, String words) {
        fixture.node.fails(fault);

        NodeException failure = fixture.failure("{}");

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(words);
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1", tempDir.toString(), "Exception");
        await().until(() -> fixture.leftovers().isEmpty());
    }

    @Test
    void aSlowAnswerIsAnAnswer() {
        fixture.node.fails(Fault.SLOW);

        try (GenerationResult generationResult = fixture.generate("{}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
    }

    @Test
    void aNodeThatFailedOnceIsAskedAgain() {
        WebUiSimulator.failOnce(Fault.ERROR_500, fixture.node);

        assertThat(fixture.failure("{}").kind()).isEqualTo(JOB_REFUSED);
        fixture.generate("{}").close();
        assertThat(fixture.node.generations()).isEqualTo(2);
    }

    @Test
    void aNodeThatHangsTimesOutAndIsInterruptedFirst(@TempDir Path other) {
        WebUiTimeouts impatient =
                new WebUiTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500));
        try (WebUiClientFixture brief = new WebUiClientFixture(other, impatient)) {
            brief.node.generatesIn(Duration.ofSeconds(60));

            NodeException failure = brief.failure("{}");

            assertThat(failure.kind()).isEqualTo(BROKEN);
            assertThat(failure).hasMessageContaining("within 0.5 s");
            assertThat(brief.node.interruptions()).isEqualTo(1);
            await().until(() -> brief.leftovers().isEmpty());
        }
    }

    @Test
    void aNodeThatIsNotThereCannotBeReached() {
        URI url = fixture.node.url();
        fixture.node.close();

        try (WebUiClient webUiClient = new WebUiClient(url, WebUiClientFixture.TIMEOUTS)) {
            NodeException failure =
                    WebUiClientFixture.failure(webUiClient.generate(fixture.order(TaskType.TXT2IMG, "{}")));
            assertThat(failure.kind()).isEqualTo(UNREACHABLE);
            assertThat(failure).hasMessage("The node cannot be reached");
        }
    }

    @Test
    void aFullDiskOfOurOwnIsNoFaultOfTheConnection() {
        try (NodeHttpClient client = new NodeHttpClient(WebUiAddress.of(fixture.node.url()), Duration.ofSeconds(5))) {
            CompletableFuture<Object> call = client.send(
                    client.request("/sdapi/v1/sd-models").build(), Duration.ofSeconds(5), () -> {}, (status, body) -> {
                        throw new IOException("No space left on device");
                    });

            NodeException failure =
                    NodeException.of(call.handle((result, thrown) -> thrown).join());
            assertThat(failure.kind()).isEqualTo(LOCAL);
            assertThat(failure).hasMessage("A file of the service could not be written");
        }
    }

    @Test
    void anAnswerInAnotherEncodingCannotBeParsed() {
        try (NodeHttpClient client = new NodeHttpClient(WebUiAddress.of(fixture.node.url()), Duration.ofSeconds(5))) {
            CompletableFuture<Object> call = client.send(
                    client.request("/sdapi/v1/sd-models").build(),
                    Duration.ofSeconds(5),
                    () -> {},
                    (status, body) -> StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(new byte[] {(byte) 0xC3, 0x28})));

            NodeException failure =
                    NodeException.of(call.handle((result, thrown) -> thrown).join());
            assertThat(failure.kind()).isEqualTo(BROKEN);
            assertThat(failure).hasMessage("The node's response cannot be parsed");
        }
    }

    @Test
    void aNodeThatDiesInTheMiddleIsNoticedAtOnce() {
        fixture.node.generatesIn(Duration.ofSeconds(60));
        CompletableFuture<GenerationResult> generation = fixture.begin("{}");
        await().until(() -> fixture.node.generations() == 1);

        fixture.node.close();

        assertThat(WebUiClientFixture.failure(generation).kind()).isEqualTo(BROKEN);
    }

    @Test
    void requestsThatTheNodeRejectsAreRejectedWithItsMessage() {
        fixture.node.failsAt("/sdapi/v1/samplers", Fault.NO_ROUTE);

        assertThat(fixture.failure("{\"sampler_name\": \"Best\"}"))
                .hasMessage("The node rejected the request: Sampler not found")
                .extracting(NodeException::kind)
                .isEqualTo(REJECTED);
    }

    @Test
    void aScriptThatTheNodeLacksMayBeOnAnother() throws NodeException {
        for (ServerProfile profile : ServerProfile.values()) {
            fixture.node.speaks(profile);
            fixture.webUiClient.models();
            assertThat(fixture.failure("{\"alwayson_scripts\": {\"adetailer\": {\"args\": [1]}}}"))
                    .hasMessageContaining("adetailer")
                    .extracting(NodeException::kind)
                    .isEqualTo(MODEL_MISSING);
        }
    }

    @Test
    void aNodeThatWasRestartedWithoutItsApiLacksTheRoute() throws NodeException {
        fixture.webUiClient.models();
        fixture.node.fails(Fault.NO_ROUTE);

        assertThat(fixture.failure("{}"))
                .hasMessageContaining("--api")
                .extracting(NodeException::kind)
                .isEqualTo(MODEL_MISSING);
    }

    @Test
    void imagesOfAnotherModelAreDropped() {
        fixture.node.fails(Fault.WRONG_MODEL);
        fixture.with(STABLE_DIFFUSION, WebUiSimulator.SECOND_MODEL);

        NodeException failure = fixture.failure("{}");

        assertThat(failure.kind()).isEqualTo(WRONG_MODEL);
        assertThat(failure).hasMessageContainingAll("v1-5-pruned-emaonly", "instead of", WebUiSimulator.SECOND_MODEL);
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void aServerThatIgnoresTheWishForAModelIsFoundOutByItsOptions() {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP);

        fixture.generate("{}").close();
        assertThat(fixture.with(STABLE_DIFFUSION, WebUiSimulator.SECOND_MODEL)
                        .failure("{}")
                        .kind())
                .isEqualTo(WRONG_MODEL);
    }

    @Test
    void aServerThatDoesNotReportItsModelIsTrusted() {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(STABLE_DIFFUSION, "only.safetensors");
        fixture.node.failsAt("/sdapi/v1/options", Fault.NO_ROUTE);

        fixture.with(STABLE_DIFFUSION, "only.safetensors").generate("{}").close();
        assertThat(fixture.with(STABLE_DIFFUSION, "other.safetensors")
                        .failure("{}")
                        .kind())
                .isEqualTo(MODEL_MISSING);
    }

    @ParameterizedTest
    @EnumSource(ServerProfile.class)
    void everyKindOfServerGenerates(ServerProfile serverProfile) {
        fixture.node.speaks(serverProfile);

        try (GenerationResult generationResult =
                fixture.generate("{\"prompt\": \"a cat\", \"sampler_name\": \"Euler a\"}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
    }

    @Test
    void closingFailsPendingCalls() {
        fixture.node.fails(Fault.HANG);
        CompletableFuture<GenerationResult> generation = fixture.begin("{}");
        await().until(() -> fixture.node.generations() == 1);

        fixture.webUiClient.close();

        assertThat(WebUiClientFixture.failure(generation)).hasMessageContaining("connection to the node was closed");
        assertThat(WebUiClientFixture.failure(fixture.begin("{}")))
                .hasMessageContaining("connection to the node was closed");
        await().until(() -> fixture.leftovers().isEmpty());
    }

    @Test
    void aCancelledCallLeavesNothingBehind() {
        fixture.node.generatesIn(Duration.ofMillis(300));
        CompletableFuture<GenerationResult> generation = fixture.begin("{}");
        await().until(() -> fixture.node.generations() == 1);

        generation.cancel(true);

        await().until(() -> fixture.leftovers().isEmpty());
    }
}

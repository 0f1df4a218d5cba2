package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.localgpu.webui.NodeException.Kind.BROKEN;
import static dev.atelier.localgpu.webui.NodeException.Kind.JOB_ERROR;
import static dev.atelier.localgpu.webui.NodeException.Kind.MODEL_MISSING;
import static dev.atelier.localgpu.webui.NodeException.Kind.REJECTED;
import static dev.atelier.localgpu.webui.NodeException.Kind.WRONG_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WebUiFaultsTest {

    @TempDir
    private Path spool;

    private WebUiClientFixture sitting;

    @BeforeEach
    void begin() {
        sitting = new WebUiClientFixture(spool);
    }

    @AfterEach
    void end() {
        sitting.close();
    }

    @ParameterizedTest
    @CsvSource({
        "DROP, BROKEN, connection to the node broke",
        "GARBLED, BROKEN, garbled",
        "ERROR_500, JOB_ERROR, status 500: RuntimeError: something broke in (path)",
        "OUT_OF_MEMORY, OUT_OF_MEMORY, out of memory",
        "NO_IMAGES, BROKEN, without a picture",
        "NOT_AN_IMAGE, BROKEN, no PNG",
        "UNAUTHORIZED, BROKEN, user and password",
    })
    void everyFaultHasItsKindAndLeavesNothingBehind(Fault fault, NodeException.Kind kind, String words) {
        sitting.node.fails(fault);

        NodeException failure = sitting.failure("{}");

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(words);
        assertThat(failure.getMessage()).doesNotContain("127.0.0.1", spool.toString(), "Exception");
        await().atMost(Duration.ofSeconds(10)).until(() -> sitting.leftovers().isEmpty());
    }

    @Test
    void aSlowAnswerIsAnAnswer() {
        sitting.node.fails(Fault.SLOW);

        try (GenerationResult generationResult = sitting.generate("{}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
    }

    @Test
    void aNodeThatFailedOnceIsAskedAgain() {
        WebUiSimulator.failOnce(Fault.ERROR_500, sitting.node);

        assertThat(sitting.failure("{}").kind()).isEqualTo(JOB_ERROR);
        sitting.generate("{}").close();
        assertThat(sitting.node.generations()).isEqualTo(2);
    }

    @Test
    void aNodeThatHangsIsGivenUpAndInterruptedFirst(@TempDir Path other) {
        WebUiTimeouts impatient =
                new WebUiTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500));
        try (WebUiClientFixture brief = new WebUiClientFixture(other, impatient)) {
            brief.node.generatesIn(Duration.ofSeconds(60));

            NodeException failure = brief.failure("{}");

            assertThat(failure.kind()).isEqualTo(BROKEN);
            assertThat(failure).hasMessageContaining("within 0.5 s");
            assertThat(brief.node.interruptions()).isEqualTo(1);
            await().atMost(Duration.ofSeconds(10)).until(() -> brief.leftovers().isEmpty());
        }
    }

    @Test
    void aNodeThatIsNotThereCannotBeReached() {
        URI url = sitting.node.url();
        sitting.node.close();

        try (WebUiClient webUiClient = new WebUiClient(url, WebUiClientFixture.TIMEOUTS)) {
            NodeException failure =
                    WebUiClientFixture.failure(webUiClient.generate(sitting.order(TaskType.TXT2IMG, "{}")));
            assertThat(failure.kind()).isEqualTo(BROKEN);
            assertThat(failure).hasMessage("The node cannot be reached");
        }
    }

    @Test
    void aNodeThatDiesInTheMiddleIsNoticedAtOnce() {
        sitting.node.generatesIn(Duration.ofSeconds(60));
        CompletableFuture<GenerationResult> generation = sitting.begin("{}");
        await().until(() -> sitting.node.generations() == 1);

        sitting.node.close();

        assertThat(WebUiClientFixture.failure(generation).kind()).isEqualTo(BROKEN);
    }

    @Test
    void requestsThatTheNodeRejectsAreRejectedInItsWords() {
        assertThat(sitting.failure("{\"sampler_name\": \"Best\"}"))
                .hasMessage("The node refuses the request: Sampler not found")
                .extracting(NodeException::kind)
                .isEqualTo(REJECTED);
        assertThat(sitting.failure(TaskType.IMG2IMG, "{}")).hasMessageContaining("Init image not found");
        assertThat(sitting.failure("{\"alwayson_scripts\": {\"adetailer\": {\"args\": [1]}}}"))
                .hasMessageContaining("adetailer not found")
                .extracting(NodeException::kind)
                .isEqualTo(REJECTED);
    }

    @Test
    void aNodeThatWasStartedAnewWithoutItsApiIsBroken() throws NodeException {
        sitting.webUiClient.models();
        sitting.node.fails(Fault.NO_ROUTE);

        assertThat(sitting.failure("{}"))
                .hasMessageContaining("--api")
                .extracting(NodeException::kind)
                .isEqualTo(BROKEN);
    }

    @Test
    void imagesOfAnotherModelAreDropped() {
        sitting.node.fails(Fault.WRONG_MODEL);
        sitting.with(STABLE_DIFFUSION, WebUiSimulator.SECOND_MODEL);

        NodeException failure = sitting.failure("{}");

        assertThat(failure.kind()).isEqualTo(WRONG_MODEL);
        assertThat(failure).hasMessageContainingAll("v1-5-pruned-emaonly", "instead of", WebUiSimulator.SECOND_MODEL);
        assertThat(sitting.leftovers()).isEmpty();
    }

    @Test
    void aServerThatIgnoresTheWishForAModelIsFoundOutByItsOptions() {
        sitting.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP);

        sitting.generate("{}").close();
        assertThat(sitting.with(STABLE_DIFFUSION, WebUiSimulator.SECOND_MODEL)
                        .failure("{}")
                        .kind())
                .isEqualTo(WRONG_MODEL);
    }

    @Test
    void aServerThatTellsNothingOfItsModelIsTakenByItsWord() {
        sitting.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(STABLE_DIFFUSION, "only.safetensors");
        sitting.node.failsAt("/sdapi/v1/options", Fault.NO_ROUTE);

        sitting.with(STABLE_DIFFUSION, "only.safetensors").generate("{}").close();
        assertThat(sitting.with(STABLE_DIFFUSION, "other.safetensors")
                        .failure("{}")
                        .kind())
                .isEqualTo(MODEL_MISSING);
    }

    @ParameterizedTest
    @EnumSource(ServerProfile.class)
    void everyKindOfServerGenerates(ServerProfile serverProfile) {
        sitting.node.speaks(serverProfile);

        try (GenerationResult generationResult =
                sitting.generate("{\"prompt\": \"a cat\", \"sampler_name\": \"Euler a\"}")) {
            assertThat(generationResult.outcome().images()).hasSize(1);
        }
    }

    @Test
    void closingGivesUpWhatIsUnderWay() {
        sitting.node.fails(Fault.HANG);
        CompletableFuture<GenerationResult> generation = sitting.begin("{}");
        await().until(() -> sitting.node.generations() == 1);

        sitting.webUiClient.close();

        assertThat(WebUiClientFixture.failure(generation)).hasMessageContaining("taken out of use");
        assertThat(WebUiClientFixture.failure(sitting.begin("{}"))).hasMessageContaining("taken out of use");
        await().atMost(Duration.ofSeconds(10)).until(() -> sitting.leftovers().isEmpty());
    }

    @Test
    void whoCallsOffLeavesNothingBehind() {
        sitting.node.generatesIn(Duration.ofMillis(300));
        CompletableFuture<GenerationResult> generation = sitting.begin("{}");
        await().until(() -> sitting.node.generations() == 1);

        generation.cancel(true);

        await().atMost(Duration.ofSeconds(10)).until(() -> sitting.leftovers().isEmpty());
    }
}

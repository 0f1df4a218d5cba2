package dev.atelier.localgpu.webui;

import static dev.atelier.domain.checkpoint.CheckpointType.CONTROL_NET;
import static dev.atelier.domain.checkpoint.CheckpointType.EMBEDDINGS;
import static dev.atelier.domain.checkpoint.CheckpointType.HYPERNETWORKS;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.domain.checkpoint.CheckpointType.VAE;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebUiModelsTest {

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    @Test
    void modelsAreNamedAsPeopleNameTheirFiles() throws NodeException {
        fixture.node
                .has(LORA, "raiden.safetensors")
                .has(VAE, "vae-ft-mse.safetensors")
                .has(CONTROL_NET, "control_canny.pth")
                .has(EMBEDDINGS, "EasyNegative.pt", "OnlyForXl.pt")
                .has(HYPERNETWORKS, "anime.pt");

        assertThat(fixture.webUiClient.models())
                .containsEntry(STABLE_DIFFUSION, Set.of(WebUiSimulator.FIRST_MODEL, WebUiSimulator.SECOND_MODEL))
                .containsEntry(LORA, Set.of("raiden.safetensors"))
                .containsEntry(VAE, Set.of("vae-ft-mse.safetensors"))
                .containsEntry(CONTROL_NET, Set.of("control_canny"))
                .containsEntry(EMBEDDINGS, Set.of("EasyNegative", "OnlyForXl"))
                .containsEntry(HYPERNETWORKS, Set.of("anime.pt"));
    }

    @Test
    void filesOfOneNameInTwoFoldersAreTwoModels() throws NodeException {
        fixture.node.has(STABLE_DIFFUSION, "a/x.safetensors", "b/x.safetensors", "c/y.safetensors");

        assertThat(fixture.webUiClient.models())
                .containsEntry(STABLE_DIFFUSION, Set.of("a/x.safetensors", "b/x.safetensors", "y.safetensors"));

        fixture.with(STABLE_DIFFUSION, "b/x.safetensors").generate("{}").close();

        assertThat(fixture.node.loadedModel()).isEqualTo("b/x.safetensors");
        assertThat(fixture.sent("txt2img")
                        .path("override_settings")
                        .path("sd_model_checkpoint")
                        .asText())
                .isEqualTo("b/x.safetensors");
    }

    @Test
    void anImageByTheOtherFileOfThatNameIsNotAccepted() {
        fixture.node.has(STABLE_DIFFUSION, "a/x.safetensors", "b/x.safetensors").fails(Fault.WRONG_MODEL);

        assertThat(fixture.with(STABLE_DIFFUSION, "b/x.safetensors")
                        .failure("{}")
                        .kind())
                .isEqualTo(NodeException.Kind.WRONG_MODEL);
    }

    @Test
    void aNameThatTwoFilesHaveIsThatOfNeither() {
        fixture.node.has(STABLE_DIFFUSION, "a/x.safetensors", "b/x.safetensors");

        assertThat(fixture.with(STABLE_DIFFUSION, "x.safetensors").failure("{}").kind())
                .isEqualTo(NodeException.Kind.MODEL_MISSING);
    }

    @Test
    void thePlacedFileIsUsedAndNotTheNodesOwnOfThatName() throws NodeException {
        ModelReference model = WebUiClientFixture.model(STABLE_DIFFUSION, "x.safetensors");
        String placed = "atelier-" + model.checkpoint() + "/x.safetensors";
        fixture.node.has(STABLE_DIFFUSION, FIRST_MODEL, "own/x.safetensors", placed);

        assertThat(fixture.webUiClient.models())
                .containsEntry(STABLE_DIFFUSION, Set.of(FIRST_MODEL, "x.safetensors", placed));
        fixture.with(model).generate("{}").close();

        assertThat(fixture.node.loadedModel()).isEqualTo(placed);
    }

    @Test
    void imagesByOtherContentThanTheStoredAreNotAccepted() {
        fixture.with(storedAs("0123456789abcdef".repeat(4)));

        NodeException failure = fixture.failure("{}");

        assertThat(failure.kind()).isEqualTo(NodeException.Kind.WRONG_MODEL);
        assertThat(failure).hasMessageContaining("but that of \"" + FIRST_MODEL + "\" is 0123456789");
    }

    @Test
    void imagesByTheStoredContentAreAccepted() {
        fixture.with(storedAs(WebUiSimulator.sha256(FIRST_MODEL)))
                .generate("{}")
                .close();
    }

    private static ModelReference storedAs(String sha256) {
        ModelReference model = WebUiClientFixture.model(STABLE_DIFFUSION, FIRST_MODEL);
        return new ModelReference(model.type(), model.name(), model.checkpoint(), model.file(), model.folder(), sha256);
    }

    @Test
    void tagsGetTheNamesThatTheNodeLists() {
        fixture.node.has(LORA, "sub/Ink.safetensors").has(HYPERNETWORKS, "Old");

        fixture.generate("{\"prompt\": \"a <lora:Ink:0.5><LORA: ink :0.2><lora:ink.safetensors:te=1:1>"
                        + "<hypernet:old:1>\", \"hr_prompt\": \"<lyco:INK:1>\"}")
                .close();

        assertThat(fixture.sent("txt2img").path("prompt").asText())
                .isEqualTo("a <lora:Ink:0.5><lora:Ink:0.2><lora:Ink:te=1:1><hypernet:Old:1>");
        assertThat(fixture.sent("txt2img").path("hr_prompt").asText()).isEqualTo("<lyco:Ink:1>");
    }

    @Test
    void aTagOfAModelThatTheNodeLacksFailsTheJob() {
        fixture.node.has(LORA, "ink.safetensors").has(HYPERNETWORKS, "old");
        for (String tag : List.of("<lora:pen:1>", "<hypernet:new:1>")) {
            NodeException failure = fixture.failure("{\"prompt\": \"" + tag + "\"}");

            assertThat(failure.kind()).isEqualTo(NodeException.Kind.MODEL_MISSING);
            assertThat(failure).hasMessageStartingWith("The node has no ");
        }
        assertThat(fixture.node.generations()).isZero();
    }

    @Test
    void typesThatTheServerHasNoRouteForAreAbsent() throws NodeException {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).has(STABLE_DIFFUSION, "flux.gguf");

        assertThat(fixture.webUiClient.models())
                .containsOnlyKeys(STABLE_DIFFUSION, LORA)
                .containsEntry(STABLE_DIFFUSION, Set.of("flux.gguf"));
    }

    @Test
    void anExtensionWhoseListIsBrokenCountsAsNotThere() throws NodeException {
        fixture.node.failsAt("/sdapi/v1/loras", Fault.ERROR_500);

        assertThat(fixture.webUiClient.models()).doesNotContainKey(LORA).containsKey(STABLE_DIFFUSION);
    }

    @Test
    void aListOfCheckpointsIsRequired() {
        NodeException failure =
                failure(new WebUiClient(fixture.urlWith("", "/nothing-here"), WebUiClientFixture.TIMEOUTS));
        fixture.node.failsAt("/sdapi/v1/sd-models", Fault.ERROR_500);

        assertThat(failure(fixture.webUiClient).kind()).isEqualTo(NodeException.Kind.BROKEN);
        assertThat(failure.kind()).isEqualTo(NodeException.Kind.BROKEN);
        assertThat(failure).hasMessageContaining("--api");
    }

    private static NodeException failure(WebUiClient webUiClient) {
        try (webUiClient) {
            return catchThrowableOfType(NodeException.class, webUiClient::models);
        }
    }

    @Test
    void userAndPasswordAreSentPreemptively() throws NodeException {
        fixture.node.asksFor("me", "p@ss word");

        try (WebUiClient webUiClient =
                new WebUiClient(fixture.urlWith("me:p%40ss%20word@", ""), WebUiClientFixture.TIMEOUTS)) {
            assertThat(webUiClient.models()).containsKey(STABLE_DIFFUSION);
            assertThat(webUiClient.url()).hasToString(fixture.node.url().toString());
        }
        assertThat(failure(fixture.webUiClient)).hasMessageContaining("user and password");
    }

    @Test
    void aNodeCanLiveBelowAPath() {
        try (WebUiClient webUiClient =
                new WebUiClient(fixture.urlWith("", "/sub/path/"), WebUiClientFixture.TIMEOUTS)) {
            assertThat(webUiClient.url()).hasPath("/sub/path");
            catchThrowableOfType(NodeException.class, webUiClient::models);
        }
        assertThat(fixture.node.requests("/sub/path/sdapi/v1/sd-models")).hasSize(1);
    }

    @Test
    void anAddressWithoutHostOrWithAnotherSchemeIsRejectedWithoutItsPassword() {
        for (String wrong : new String[] {"ftp://me:secret@host/", "http:/path", "host:7860"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new WebUiClient(URI.create(wrong), WebUiClientFixture.TIMEOUTS))
                    .withMessageContaining("http://[user:password@]host")
                    .withMessageNotContaining("secret");
        }
    }

    @Test
    void refreshingReadsTheTypesThatWereInstalled() throws NodeException {
        fixture.webUiClient.refresh(EnumSet.of(STABLE_DIFFUSION, LORA, VAE, EMBEDDINGS, CONTROL_NET));

        assertThat(fixture.node.requests())
                .extracting(SimulatedRequest::path)
                .containsExactlyInAnyOrder(
                        "/sdapi/v1/refresh-checkpoints",
                        "/sdapi/v1/refresh-loras",
                        "/sdapi/v1/refresh-vae",
                        "/sdapi/v1/refresh-embeddings");
    }

    @Test
    void refreshingHypernetworksCreatesAnEmptyOneThatIsNotListed() throws NodeException {
        fixture.webUiClient.refresh(EnumSet.of(HYPERNETWORKS));
        fixture.node.has(HYPERNETWORKS, "atelier-refresh", "mine");

        assertThat(fixture.node.requests("/sdapi/v1/create/hypernetwork").get(0).body())
                .isEqualTo(WebUiClientFixture.json(
                        "{\"name\": \"atelier-refresh\", \"enable_sizes\": [], \"overwrite_old\": true}"));
        assertThat(fixture.webUiClient.models()).containsEntry(HYPERNETWORKS, Set.of("mine"));
    }

    @Test
    void refreshingGoesWithoutRoutesThatTheServerDoesNotHave() throws NodeException {
        fixture.node.speaks(ServerProfile.WEBUI_1_6);

        fixture.webUiClient.refresh(EnumSet.of(LORA, VAE));

        assertThat(fixture.node.requests()).hasSize(2);
    }

    @Test
    void refreshingWaitsBehindWhatIsGenerated(@TempDir Path tempDir) throws NodeException {
        WebUiTimeouts impatient =
                new WebUiTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(10));
        try (WebUiClientFixture other = new WebUiClientFixture(tempDir, impatient)) {
            var job = other.node.occupy(Duration.ofMillis(500));
            other.webUiClient.refresh(EnumSet.of(LORA));
            assertThat(job.isDone()).isTrue();
        }
    }

    @Test
    void progressIsThatOfTheRunningJob() throws NodeException {
        assertThat(fixture.webUiClient.progress())
                .hasValueSatisfying(progress -> assertThat(progress.idle()).isTrue());

        fixture.node.occupy(Duration.ofSeconds(10));

        assertThat(fixture.webUiClient.progress()).hasValueSatisfying(progress -> {
            assertThat(progress.idle()).isFalse();
            assertThat(progress.jobCount()).isEqualTo(1);
            assertThat(progress.fraction()).isBetween(0., 1.);
            assertThat(progress.jobTimestamp()).hasSize(14);
        });
    }

    @Test
    void progressIsEmptyWhereTheServerDoesNotReportIt() throws NodeException {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP);

        assertThat(fixture.webUiClient.progress()).isEmpty();
    }

    @Test
    void progressBelowZeroCountsAsNothing() {
        Progress progress =
                Progress.of(WebUiClientFixture.json("{\"progress\": -0.01, \"state\": {\"job_count\": -1}}"));

        assertThat(progress.fraction()).isZero();
        assertThat(progress.idle()).isFalse();
    }

    @Test
    void aSmallRequestThatHangsTimesOut(@TempDir Path tempDir) {
        WebUiTimeouts impatient =
                new WebUiTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofSeconds(10));
        try (WebUiClientFixture other = new WebUiClientFixture(tempDir, impatient)) {
            other.node.failsAt("/sdapi/v1/progress", Fault.HANG);
            NodeException failure = catchThrowableOfType(NodeException.class, other.webUiClient::progress);
            assertThat(failure.kind()).isEqualTo(NodeException.Kind.BROKEN);
            assertThat(failure).hasMessageContaining("within 0.2 s");
        }
    }
}

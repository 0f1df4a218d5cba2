package dev.atelier.localgpu.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.NodeCapabilities;
import dev.atelier.application.testing.NodeCapabilitiesContract;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LocalGpuCapabilitiesTest extends NodeCapabilitiesContract {

    private final WebUiSimulator one = WebUiSimulator.start().speaks(ServerProfile.WEBUI_1_9);
    private final WebUiSimulator other = WebUiSimulator.start().speaks(ServerProfile.WEBUI_1_8);
    private LocalGpuFixture fixture;

    @BeforeEach
    void start(@TempDir Path tempDir) {
        other.has(CheckpointType.CONTROL_NET, "canny.safetensors");
        fixture = new LocalGpuFixture(tempDir).with(one, other);
    }

    @AfterEach
    void stop() {
        fixture.close();
        one.close();
        other.close();
    }

    @Override
    protected NodeCapabilities capabilities() {
        return remembering(Duration.ofMinutes(1));
    }

    private NodeCapabilities remembering(Duration lifetime) {
        return new LocalGpuCapabilities(new GpuNodeRegistry(fixture.nodes), lifetime, Duration.ZERO);
    }

    @Test
    void isTheUnionOverTheNodes() {
        NodeCapabilities.Offer offer = capabilities().offer();

        assertThat(offer.schedulers())
                .extracting(NodeCapabilities.Scheduler::label)
                .contains("Karras", "SGM Uniform");
        assertThat(offer.upscalers())
                .extracting(NodeCapabilities.Upscaler::name)
                .containsExactly("None", "ESRGAN_4x");
        assertThat(offer.latentUpscaleModes()).containsExactly("Latent");
        assertThat(offer.scripts().get("txt2img")).contains("animatediff");
        assertThat(offer.controlNet().orElseThrow().units()).isEqualTo(3);
        assertThat(offer.memory()).containsExactly(memory(), memory());
    }

    private static NodeCapabilities.Memory memory() {
        return new NodeCapabilities.Memory(Optional.empty(), Optional.of(new NodeCapabilities.Space(3, 4)));
    }

    @Test
    void isRememberedForAShortTime() {
        NodeCapabilities capabilities = capabilities();
        capabilities.offer();
        int before = one.requests().size();
        capabilities.offer();
        assertThat(one.requests()).hasSize(before);

        NodeCapabilities forgetful = remembering(Duration.ZERO);
        forgetful.offer();
        forgetful.offer();
        assertThat(one.requests("/sdapi/v1/samplers")).hasSize(3);
    }

    @Test
    void aListThatDoesNotComeIsThatOfBeforeAndAnswersAreInTime() {
        NodeCapabilities forgetful = remembering(Duration.ZERO);
        NodeCapabilities.Offer before = forgetful.offer();
        for (String list : List.of("samplers", "upscalers", "schedulers")) {
            one.failsAt("/sdapi/v1/" + list, Fault.HANG);
            other.failsAt("/sdapi/v1/" + list, Fault.GARBLED);
        }
        long begin = System.nanoTime();
        assertThat(forgetful.offer()).isEqualTo(before);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));

        assertThat(capabilities().offer().samplers()).isEmpty();
    }

    @Test
    void theAnswerOfBeforeDoesUntilNodesHaveAnsweredAgain() {
        NodeCapabilities impatient =
                new LocalGpuCapabilities(new GpuNodeRegistry(fixture.nodes), Duration.ZERO, Duration.ofMinutes(1));
        NodeCapabilities.Offer before = impatient.offer();
        one.failsAt("/sdapi/v1/samplers", Fault.HANG);
        long begin = System.nanoTime();
        assertThat(impatient.offer()).isEqualTo(before);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void nodesThatAreAwayAreLeftOut() {
        other.close();
        assertThat(capabilities().offer().memory()).containsExactly(memory());
    }
}

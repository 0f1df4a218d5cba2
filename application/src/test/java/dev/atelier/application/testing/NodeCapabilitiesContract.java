package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.NodeCapabilities;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract of {@link NodeCapabilities}, of a backend whose nodes offer samplers and upscalers. */
public abstract class NodeCapabilitiesContract {

    /** Clients wait three seconds for some of what depends on it. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    /** The port. */
    protected abstract NodeCapabilities capabilities();

    @Test
    void saysInTimeWhatThereIs() {
        capabilities().offer(); // loads classes, which takes long on a busy machine
        long begin = System.nanoTime();
        NodeCapabilities.Offer offer = capabilities().offer();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST);
        assertThat(offer.samplers()).isNotEmpty().allSatisfy(sampler -> {
            assertThat(sampler.name()).isNotBlank();
            assertThat(sampler.aliases()).doesNotContainNull();
        });
        assertThat(offer.upscalers())
                .isNotEmpty()
                .allSatisfy(upscaler -> assertThat(upscaler.scale()).isPositive());
    }

    @Test
    void namesEverythingOnce() {
        NodeCapabilities.Offer offer = capabilities().offer();

        assertThat(offer.samplers()).extracting(NodeCapabilities.Sampler::name).doesNotHaveDuplicates();
        assertThat(offer.schedulers())
                .extracting(NodeCapabilities.Scheduler::name)
                .doesNotHaveDuplicates();
        assertThat(offer.upscalers())
                .extracting(NodeCapabilities.Upscaler::name)
                .doesNotHaveDuplicates();
        assertThat(offer.latentUpscaleModes()).doesNotHaveDuplicates();
        assertThat(offer.faceRestorers()).doesNotHaveDuplicates();
        assertThat(offer.scripts().values())
                .allSatisfy(titles -> assertThat(titles)
                        .doesNotHaveDuplicates()
                        .allSatisfy(title -> assertThat(title).isLowerCase()));
    }
}

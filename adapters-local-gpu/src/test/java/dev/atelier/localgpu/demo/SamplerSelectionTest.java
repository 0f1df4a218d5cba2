package dev.atelier.localgpu.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.localgpu.demo.diffusion.Sampler;
import org.junit.jupiter.api.Test;

class SamplerSelectionTest {

    @Test
    void onlyNamesThatWebuiHasAreSamplers() {
        assertThat(SamplerSelection.of("k_euler_a").requested()).isEqualTo("Euler a");
        assertThat(SamplerSelection.of("Euler a").isSubstituted()).isFalse();
        assertThat(SamplerSelection.of("DPM++ 2M Karras").effective()).isEqualTo(Sampler.DPM_2M);
        assertThat(SamplerSelection.of("DPM++ 2M Karras").isSubstituted()).isTrue();
        assertThatThrownBy(() -> SamplerSelection.of("")).hasMessage("Sampler not found");
    }
}

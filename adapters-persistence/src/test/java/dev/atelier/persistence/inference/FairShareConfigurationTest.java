package dev.atelier.persistence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.FairShare;
import dev.atelier.domain.access.RoleName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairShareConfigurationTest {

    @Test
    void readsWeightsOfRoles() {
        assertThat(new FairShareConfiguration(true, List.of("studio=4", " Night shift = 2 ", "")).share())
                .isEqualTo(new FairShare(true, Map.of(new RoleName("studio"), 4, new RoleName("Night shift"), 2)));
        assertThat(new FairShareConfiguration(false, List.of()).share()).isEqualTo(FairShare.OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"studio", "studio=", "=4", "studio=much", "a/b=3"})
    void saysWhatAWeightLooksLike(String weight) {
        assertThatThrownBy(() -> new FairShareConfiguration(true, List.of(weight)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("atelier.fair-share.weights has \"" + weight
                        + "\"; allowed is role=weight, such as designer=4");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void saysWhichWeightsAreAllowed(int weight) {
        assertThatThrownBy(() -> new FairShareConfiguration(true, List.of("studio=" + weight)))
                .hasMessage("atelier.fair-share.weights: the weight of role studio is " + weight
                        + "; allowed is 1 to 1000");
    }

    @Test
    void aRoleHasOneWeight() {
        assertThatThrownBy(() -> new FairShareConfiguration(true, List.of("studio=2", "studio=3")))
                .hasMessage("atelier.fair-share.weights has role studio twice; allowed is one weight for each");
    }
}

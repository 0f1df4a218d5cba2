package dev.atelier.sagemaker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.training.TrainingId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NamesTest {

    private static final UUID ID = UUID.fromString("0e0e0e0e-0000-4000-8000-000000000001");

    private final Names names = new Names("our-studio");

    @Test
    void namesLeadBackToWhatTheyName() {
        assertThat(names.of(new EndpointId(ID))).isEqualTo("our-studio-" + ID);
        assertThat(names.endpoint("our-studio-" + ID)).contains(new EndpointId(ID));
        assertThat(names.training(names.of(new TrainingId(ID)))).contains(new TrainingId(ID));
    }

    @Test
    void theLongestPrefixStaysWithinTheBoundsOfSageMaker() {
        assertThat(new Names("a".repeat(20)).of(new EndpointId(ID))).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void namesOfOthersNameNothingHere() {
        assertThat(names.endpoint("our-" + ID)).isEmpty();
        assertThat(names.endpoint("our-studio-2-" + ID)).isEmpty();
        assertThat(names.endpoint("our-studio-")).isEmpty();
        assertThat(names.endpoint(null)).isEmpty();
    }
}

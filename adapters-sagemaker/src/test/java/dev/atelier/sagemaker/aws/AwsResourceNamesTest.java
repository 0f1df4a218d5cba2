package dev.atelier.sagemaker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.training.TrainingId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AwsResourceNamesTest {

    private static final UUID ID = UUID.fromString("0e0e0e0e-0000-4000-8000-000000000001");

    private final AwsResourceNames awsResourceNames = new AwsResourceNames("our-studio");

    @Test
    void namesLeadBackToWhatTheyName() {
        assertThat(awsResourceNames.of(new EndpointId(ID))).isEqualTo("our-studio-" + ID);
        assertThat(awsResourceNames.endpoint("our-studio-" + ID)).contains(new EndpointId(ID));
        assertThat(awsResourceNames.training(awsResourceNames.of(new TrainingId(ID))))
                .contains(new TrainingId(ID));
    }

    @Test
    void theLongestPrefixStaysWithinTheBoundsOfSageMaker() {
        assertThat(new AwsResourceNames("a".repeat(20)).of(new EndpointId(ID))).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void namesOfOthersNameNothingHere() {
        assertThat(awsResourceNames.endpoint("our-" + ID)).isEmpty();
        assertThat(awsResourceNames.endpoint("our-studio-2-" + ID)).isEmpty();
        assertThat(awsResourceNames.endpoint("our-studio-")).isEmpty();
        assertThat(awsResourceNames.endpoint(null)).isEmpty();
    }
}

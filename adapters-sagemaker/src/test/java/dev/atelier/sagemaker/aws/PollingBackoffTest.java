package dev.atelier.sagemaker.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollingBackoffTest {

    private final PollingBackoff pollingBackoff = new PollingBackoff(Duration.ofSeconds(10), Duration.ofMinutes(2));

    @ParameterizedTest
    @CsvSource({"0, 10", "100, 10", "101, 10.1", "600, 60", "1200, 120", "1300, 120", "90000, 120", "-5, 10"})
    void pausesGrowWithAgeWithinTheirBounds(long age, double pause) {
        Instant began = Instant.EPOCH;
        Instant now = began.plusSeconds(age);

        assertThat(pollingBackoff.next(began, now)).isEqualTo(now.plusMillis((long) (pause * 1000)));
    }
}

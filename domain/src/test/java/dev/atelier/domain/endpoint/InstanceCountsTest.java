package dev.atelier.domain.endpoint;

import static dev.atelier.domain.endpoint.InferenceType.ASYNC;
import static dev.atelier.domain.endpoint.InferenceType.REAL_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;

class InstanceCountsTest {

    @Test
    void whatIsNotGivenTakesItsDefault() {
        assertThat(InstanceCounts.of(ASYNC, 2, null, null, true)).isEqualTo(new InstanceCounts(2, 0, 2, true));
        assertThat(InstanceCounts.of(REAL_TIME, 2, null, null, true)).isEqualTo(new InstanceCounts(2, 1, 2, true));
    }

    @Test
    void startsWith1To1000() {
        assertThat(InstanceCounts.of(ASYNC, 1, null, null, false).initial()).isEqualTo(1);
        assertThat(InstanceCounts.of(ASYNC, 1000, null, null, false).initial()).isEqualTo(1000);
        assertRejected("initial_instance_count is 0", ASYNC, 0, null, null);
        assertRejected("initial_instance_count is 1001", ASYNC, 1001, null, null);
    }

    @Test
    void scalesDownToZeroForAsyncAndToOneForRealTime() {
        assertThat(InstanceCounts.of(ASYNC, 1, 0, 3, true).min()).isZero();
        assertThat(InstanceCounts.of(REAL_TIME, 1, 1, 3, true).min()).isEqualTo(1);
        assertRejected("needs at least 0", ASYNC, 1, -1, 3);
        assertRejected("needs at least 1", REAL_TIME, 1, 0, 3);
    }

    @Test
    void withoutAutoscalingTheMinimumIsIgnored() {
        assertThat(InstanceCounts.of(REAL_TIME, 1, 0, 3, false)).isEqualTo(new InstanceCounts(1, 0, 3, false));
    }

    @Test
    void theMostIsNotBelowTheOthers() {
        assertThat(InstanceCounts.of(ASYNC, 3, 2, 3, true).max()).isEqualTo(3);
        assertThat(InstanceCounts.of(ASYNC, 3, 4, 4, true).max()).isEqualTo(4);
        assertRejected("allowed is 3 to 1000", ASYNC, 3, 2, 2);
        assertRejected("allowed is 4 to 1000", ASYNC, 3, 4, 3);
        assertRejected("max_instance_number is 1001", ASYNC, 3, 2, 1001);
    }

    private static void assertRejected(String reason, InferenceType type, int initial, Integer min, Integer max) {
        assertThatThrownBy(() -> InstanceCounts.of(type, initial, min, max, true))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(reason);
    }
}

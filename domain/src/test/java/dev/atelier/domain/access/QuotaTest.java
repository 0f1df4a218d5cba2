package dev.atelier.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaTest {

    private static final Principal ANN = Principal.of(new UserName("ann"));

    @Test
    void limitsAtLeastOneThing() {
        assertThat(quota(ANN, 0).jobsWaiting()).contains(0);
        assertThatThrownBy(() -> new Quota(ANN, Optional.empty(), Optional.empty(), Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("gpu_seconds_per_day, jobs_waiting and jobs_per_minute");
    }

    @Test
    void isNeitherNegativeNorThatOfEveryone() {
        assertThatThrownBy(() -> quota(ANN, -1)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> quota(Principal.EVERYONE, 1)).isInstanceOf(InvalidRequestException.class);
    }

    private static Quota quota(Principal holder, int waiting) {
        return new Quota(holder, Optional.empty(), Optional.of(waiting), Optional.empty());
    }
}

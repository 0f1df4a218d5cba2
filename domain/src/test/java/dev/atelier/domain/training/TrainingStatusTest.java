package dev.atelier.domain.training;

import static dev.atelier.domain.training.TrainingStatus.COMPLETED;
import static dev.atelier.domain.training.TrainingStatus.DOWNLOADING;
import static dev.atelier.domain.training.TrainingStatus.FAILED;
import static dev.atelier.domain.training.TrainingStatus.INITIAL;
import static dev.atelier.domain.training.TrainingStatus.PENDING;
import static dev.atelier.domain.training.TrainingStatus.STOPPED;
import static dev.atelier.domain.training.TrainingStatus.TRAINING;
import static dev.atelier.domain.training.TrainingStatus.UPLOADING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingStatusTest {

    private static final Set<TrainingStatus> AFTER_ITS_TURN_CAME = EnumSet.complementOf(EnumSet.of(INITIAL, PENDING));

    private static final Map<TrainingStatus, Set<TrainingStatus>> ALLOWED = Map.of(
            INITIAL, EnumSet.of(PENDING, STOPPED),
            PENDING, EnumSet.of(DOWNLOADING, FAILED, STOPPED),
            DOWNLOADING, AFTER_ITS_TURN_CAME,
            TRAINING, AFTER_ITS_TURN_CAME,
            UPLOADING, AFTER_ITS_TURN_CAME,
            COMPLETED, Set.of(),
            FAILED, Set.of(),
            STOPPED, Set.of());

    @ParameterizedTest
    @EnumSource
    void goesWhereTheTableSays(TrainingStatus from) {
        for (TrainingStatus to : TrainingStatus.values()) {
            assertThat(from.canBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(ALLOWED.get(from).contains(to));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndLeadsNowhere(TrainingStatus status) {
        assertThat(status.isEnd()).isEqualTo(ALLOWED.get(status).isEmpty());
    }
}

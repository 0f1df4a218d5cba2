package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrainingJobTest {

    private static final StorageUri PLACE = new StorageUri("atelier", "somewhere");
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private static final TrainingSpec PLAN = new TrainingSpec(
            FoundationModel.SD_1_5,
            new ModelFile(new CheckpointFileName("base.safetensors"), PLACE),
            PLACE,
            ImageDefaults.USUAL,
            Map.of(TrainingOptions.OUTPUT_NAME, "lego"),
            Map.of(),
            PLACE,
            PLACE,
            "local-gpu");

    private final TrainingJob job =
            TrainingJob.create(new TrainingId(UUID.randomUUID()), new UserName("ann"), PLAN, NOW);

    @Test
    void aNewJobIsInitialAndThenPending() {
        assertThat(job.status()).isEqualTo(TrainingStatus.INITIAL);
        assertThat(job.queue().status()).isEqualTo(TrainingStatus.PENDING);
        assertThatThrownBy(() -> job.prepare(NOW)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aJobIsStartedOnce() {
        for (TrainingJob started : List.of(
                job.queue(),
                job.queue().prepare(NOW),
                job.stop(NOW),
                job.queue().prepare(NOW).complete(List.of("x.safetensors"), NOW))) {
            assertThatThrownBy(started::queue)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("training " + job.id() + " is "
                            + started.status().word() + "; only one that is Initial can be started");
        }
    }
}

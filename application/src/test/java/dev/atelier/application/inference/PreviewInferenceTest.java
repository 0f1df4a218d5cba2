package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreviewInferenceTest {

    private static final byte[] IMAGE = {1, 2, 3};

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final PreviewInference preview = new PreviewInference(atelier.backendRegistry);
    private final InferenceJob job = atelier.add(job().started());

    @BeforeEach
    void show() {
        atelier.backend.previewOf(shown -> Optional.of(IMAGE));
    }

    @Test
    void showsTheImageOnceSoMuchOfTheJobIsDone() {
        atelier.backend.progressIs(running(Optional.of(new JobProgress.Sampling(5, 10, 0.5, Optional.empty()))));

        assertThat(preview.preview(job, 0.5)).contains(IMAGE);
        assertThat(preview.preview(job, 0.51)).isEmpty();
    }

    @Test
    void showsNothingOfAJobThatWaitsOrRunsElsewhere() {
        assertThat(preview.preview(job, 0)).isEmpty();
        atelier.backend.progressIs(new JobProgress.Waiting(1));
        assertThat(preview.preview(job, 0)).isEmpty();
        atelier.backend.progressIs(running(Optional.empty()));
        assertThat(preview.preview(job, 0)).isEmpty();
    }

    private static JobProgress running(Optional<JobProgress.Sampling> sampling) {
        return new JobProgress.Running(Optional.of("node"), Optional.empty(), sampling);
    }
}

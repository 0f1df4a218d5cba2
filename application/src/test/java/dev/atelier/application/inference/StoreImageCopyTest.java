package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.inference.InferenceJob;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StoreImageCopyTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final StoreImageCopy copies = new StoreImageCopy(atelier.jobs, atelier.store);
    private final InferenceJob job = atelier.add(job().started());

    @Test
    void isStoredBesideTheImagesAndReplaced() throws IOException {
        assertThat(copies.exists(job, "image_0-80.jpg")).isFalse();
        copies.store(job, "image_0-80.jpg", Format.JPEG, new byte[] {'a'});
        copies.store(job, "image_0-80.jpg", Format.JPEG, new byte[] {'b'});
        assertThat(copies.exists(job, "image_0-80.jpg")).isTrue();

        assertThat(atelier.read(job.results().resolve("image_0-80.jpg"))).isEqualTo("b");
    }

    @Test
    void nothingIsLeftOfAJobThatWasDeletedMeanwhile() throws IOException {
        atelier.jobs.delete(job.id());

        assertThatThrownBy(() -> copies.store(job, "image_0-80.jpg", Format.JPEG, new byte[] {'a'}))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("deleted");

        assertThat(atelier.store.find(job.results().resolve("image_0-80.jpg"))).isEmpty();
    }
}

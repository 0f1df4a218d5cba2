package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.inference.InferenceJob;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class OpenResultImageTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final OpenResultImage images = new OpenResultImage(atelier.store);
    private final InferenceJob job = atelier.add(job().started());

    @Test
    void anImageIsReadableIfItIsThereAndHasContent() throws IOException {
        store("image_0.png", new byte[] {1});
        store("image_1.png", new byte[0]);

        assertThatCode(() -> images.requireReadable(job, "image_0.png")).doesNotThrowAnyException();
        assertThatThrownBy(() -> images.requireReadable(job, "image_1.png"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(job.id().toString())
                .hasCauseInstanceOf(EOFException.class);
        assertThatThrownBy(() -> images.requireReadable(job, "image_2.png"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("image_2.png")
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    private void store(String name, byte[] content) throws IOException {
        atelier.store.put(job.results().resolve(name), new ByteArrayInputStream(content), "image/png");
    }
}

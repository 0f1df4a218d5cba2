package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.inference.InferenceJob;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;

/** Opens the images and parameters of a job for an answer that contains them. */
@UseCase
public class OpenResultImage {

    private final ModelStore store;

    public OpenResultImage(ModelStore store) {
        this.store = store;
    }

    /** The content of one of the job's images, to be closed by the caller, who may see the job. */
    public InputStream open(InferenceJob job, String image) {
        try {
            return store.open(job.results().resolve(image));
        } catch (IOException e) {
            throw new UncheckedIOException("reading image " + image + " of inference " + job.id(), e);
        }
    }

    /**
     * Checks that the image is there and can be opened, without reading it: an answer that contains it should not begin
     * otherwise.
     *
     * @param job one that the caller may see
     * @throws UncheckedIOException if it is missing, empty, or cannot be opened
     */
    public void requireReadable(InferenceJob job, String image) {
        try (SeekableByteChannel content = store.openChannel(job.results().resolve(image))) {
            if (content.size() == 0) {
                throw new EOFException(image + " is empty");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("opening image " + image + " of inference " + job.id(), e);
        }
    }

    /** The JSON of the job's parameters and info, as the backend reported them; as above. */
    public InputStream openParameters(InferenceJob job) {
        try {
            return store.open(StorageLayout.parameters(job.results(), job.id()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the parameters of inference " + job.id(), e);
        }
    }
}

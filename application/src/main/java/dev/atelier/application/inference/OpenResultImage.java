package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.inference.InferenceJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Opens the images of a job for an answer that contains them. */
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
}

package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.inference.InferenceJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Stores copies of a job's images in other formats beside them; they are deleted with the job. */
@UseCase
public class StoreImageCopy {

    private final InferenceJobRepository jobs;
    private final ModelStore store;

    public StoreImageCopy(InferenceJobRepository jobs, ModelStore store) {
        this.jobs = jobs;
        this.store = store;
    }

    /** Whether there is a copy of that name. */
    public boolean exists(InferenceJob job, String name) {
        try {
            return store.find(job.results().resolve(name)).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + name + " of inference " + job.id(), e);
        }
    }

    /**
     * Stores the copy, in place of an earlier one of that name.
     *
     * @param job one that the caller may see
     * @throws NotFoundException if the job was deleted meanwhile
     */
    public void store(InferenceJob job, String name, InferenceOutcome.Format format, byte[] content) {
        try {
            store.put(job.results().resolve(name), new ByteArrayInputStream(content), format.contentType());
        } catch (IOException e) {
            throw new UncheckedIOException("storing " + name + " of inference " + job.id(), e);
        }
        if (jobs.find(job.id()).isEmpty()) {
            store.deleteQuietly(job.results());
            throw new NotFoundException("inference " + job.id() + " was deleted");
        }
    }
}

package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;

/** Returns unfinished images of running jobs. */
@UseCase
public class PreviewInference {

    private final BackendRegistry backendRegistry;

    public PreviewInference(BackendRegistry backendRegistry) {
        this.backendRegistry = backendRegistry;
    }

    /**
     * What there is of the image that a job is at, which the caller may see. May block for as long as a node takes to answer.
     *
     * @param fraction of the job that has to be done, from 0 to 1
     * @return a file; empty before that, and where it is not known, as in a process that did not send the job to its node
     */
    public Optional<byte[]> preview(InferenceJob job, double fraction) {
        InferenceRunner runner = backendRegistry.runner(job.place().backend());
        return runner.progress(job)
                .filter(progress -> progress instanceof JobProgress.Running running
                        && running.sampling()
                                .filter(sampling -> sampling.fraction() >= fraction)
                                .isPresent())
                .flatMap(progress -> runner.preview(job));
    }
}

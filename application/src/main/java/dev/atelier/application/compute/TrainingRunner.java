package dev.atelier.application.compute;

import dev.atelier.domain.training.TrainingJob;

/** Runs trainings on compute. Whatever becomes of a job is told through {@link dev.atelier.application.training.CompleteTraining}. Thread-safe. */
public interface TrainingRunner {

    /** {@link dev.atelier.domain.InvalidRequestException} when this compute cannot train as it is set up, saying what to set. */
    void requireReady();

    /** Stores the new job and hands it over, so that neither can be lost without the other, and returns at once. */
    void start(TrainingJob pending);

    /**
     * As {@link #start}, for a job that is stored as Initial. Of several calls at once one starts it.
     *
     * @return false, with nothing changed, when the job is not Initial any more, or was removed
     */
    boolean startInitial(TrainingJob pending);

    /** Takes the job back, running or not; whatever it makes is dropped. Not being there is no error. */
    void stop(TrainingJob job);
}

package dev.atelier.rest.training;

import dev.atelier.domain.training.TrainingJob;

/** What clients of all generations call trainings, beside their ids. */
public final class TrainingJobName {

    /** The documents' word for the kind of model that is trained upon. */
    public static final String TRAIN_TYPE = "Stable-diffusion";

    static final String KOHYA = "kohya";

    private TrainingJobName() {}

    /** The name of the job that runs it, as far as SageMaker is concerned. */
    public static String sageMaker(TrainingJob job) {
        return KOHYA + "-" + job.id();
    }
}

package dev.atelier.rest.training;

import dev.atelier.domain.training.TrainingJob;

/** The names that clients of all generations see for trainings, beside their ids. */
public final class TrainingJobName {

    /** The documents' word for the kind of the base model. */
    public static final String TRAIN_TYPE = "Stable-diffusion";

    static final String KOHYA = "kohya";

    private TrainingJobName() {}

    /** The name of its SageMaker training job. */
    public static String sageMaker(TrainingJob job) {
        return KOHYA + "-" + job.id();
    }
}

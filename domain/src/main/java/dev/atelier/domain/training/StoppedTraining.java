package dev.atelier.domain.training;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;

/**
 * What is needed of a stopped training to keep the models that it saved, also after its job was deleted.
 *
 * @param output the folder of its model files
 * @param outputName the name of the trained model, without extension
 */
public record StoppedTraining(TrainingId id, UserName user, String backend, StorageUri output, String outputName) {

    public static StoppedTraining of(TrainingJob job) {
        return new StoppedTraining(
                job.id(),
                job.user(),
                job.plan().backend(),
                job.output(),
                job.plan().outputName());
    }
}

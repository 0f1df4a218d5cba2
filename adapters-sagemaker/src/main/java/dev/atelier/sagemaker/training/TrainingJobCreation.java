package dev.atelier.sagemaker.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;

/**
 * Creates trainings in SageMaker, with the files that they read. Idempotent: an existing training with the same name was
 * created by an earlier call whose response was lost.
 */
public final class TrainingJobCreation {

    private final SageMakerClient sageMaker;
    private final TrainingJobRequestFactory request;
    private final ModelStore store;
    private final DatasetStager datasetStager;

    public TrainingJobCreation(
            SageMakerClient sageMaker,
            TrainingJobRequestFactory request,
            ModelStore store,
            DatasetStager datasetStager) {
        this.sageMaker = sageMaker;
        this.request = request;
        this.store = store;
        this.datasetStager = datasetStager;
    }

    /** As {@link DatasetStager#layOut}. */
    Optional<StorageUri> stage(TrainingJob job, BooleanSupplier claimed) throws IOException {
        return datasetStager.layOut(job.plan(), claimed);
    }

    /** @param dataset as staged */
    void create(TrainingJob job, StorageUri dataset) throws IOException {
        byte[] options = TrainingJobRequestFactory.options(job.plan());
        store.put(TrainingJobRequestFactory.config(job.plan()), new ByteArrayInputStream(options), "application/toml");
        CreateTrainingJobRequest call = request.of(job, dataset);
        AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createTrainingJob(call));
    }

    /** Deletes the files. */
    void cleanUp(TrainingJob job) throws IOException {
        store.deleteAll(job.input());
    }
}

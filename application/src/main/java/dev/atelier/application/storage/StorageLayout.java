package dev.atelier.application.storage;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.training.TrainingId;
import java.util.List;

/** The location of each kind of file in the bucket; clients of the documented API rely on these. */
public record StorageLayout(String bucket) {

    /** Keys of small copies begin so, which are made again where they are missing. */
    public static final String THUMBNAILS = "thumbnails/";

    private static final List<String> CLIENT_FOLDERS = List.of("config", "upload");

    /** The folder of a checkpoint's files. */
    public StorageUri checkpoint(CheckpointType type, CheckpointId id) {
        return at(type.word() + "/checkpoint/custom/" + id);
    }

    /** The location of models on the disks of GPU nodes; the store contains nothing there. */
    public StorageUri nodeModels(CheckpointType type) {
        return at(type.word() + "/checkpoint/node");
    }

    /** The folder of a model's file. */
    public StorageUri modelOutput(CheckpointType type, ModelName name, ModelId id) {
        return at(type.word() + "/model/" + name + "/" + id + "/output");
    }

    /**
     * The folder of a dataset's files; the prefix is a subfolder, or empty. It contains the id, so that links to the
     * files of a deleted dataset stay void when its name is used again.
     */
    public StorageUri dataset(DatasetId id, DatasetName name, String prefix) {
        return at("dataset/" + id + "/" + name + (prefix.isEmpty() ? "" : "/" + prefix));
    }

    /** The location of a dataset of this name that clients use. */
    public StorageUri dataset(DatasetName name) {
        return at("dataset/" + name);
    }

    /** The folder of small copies of a dataset's images: not its own, all files of which may be trained on. */
    public static StorageUri datasetThumbnails(Dataset dataset) {
        return new StorageUri(dataset.location().bucket(), THUMBNAILS + "dataset/" + dataset.id());
    }

    /** The payload that a client uploads. */
    public StorageUri payload(TaskType task, InferenceJobId id) {
        return at(task.word() + "/infer_v2/" + id + "/api_param.json");
    }

    /** The payload that a SageMaker endpoint fetches for an Async job, until that has ended. */
    public StorageUri invocation(InferenceJobId id) {
        return at("sagemaker_input/" + id + ".json");
    }

    /** The checked payload that a SageMaker endpoint fetches, until its job has ended; clients cannot write there. */
    public StorageUri checkedPayload(InferenceJobId id) {
        return at("sagemaker_input/" + id + "_param.json");
    }

    /** The folder where SageMaker endpoints store their responses. */
    public StorageUri invocationOutputs() {
        return at("sagemaker_output");
    }

    /** The archive that SageMaker endpoints start with. */
    public StorageUri modelData() {
        return at("data/model.tar.gz");
    }

    /** The folder of a job's images and parameters. */
    public StorageUri results(InferenceJobId id) {
        return at("out/" + id + "/result");
    }

    /** The file of a job's parameters, below {@link #results}. */
    public static StorageUri parameters(StorageUri results, InferenceJobId id) {
        return results.resolve(id + "_param.json");
    }

    /** Whether the location is one of datasets. */
    public boolean isOfDatasets(StorageUri file) {
        return file.bucket().equals(bucket) && file.key().startsWith("dataset/");
    }

    /**
     * The segment of the location that is a dataset's id or, as documented, its name.
     *
     * @throws InvalidRequestException for any other location
     */
    public String datasetPart(StorageUri place) {
        if (!isOfDatasets(place)) {
            throw new InvalidRequestException(
                    "there is no dataset at " + place + "; datasets are stored below " + at("dataset") + "/");
        }
        return place.key().split("/", -1)[1];
    }

    /** The folder of a training's files. */
    public StorageUri training(TrainingId id) {
        return at("kohya/train/" + id);
    }

    /**
     * The folder of a training's files, where clients identify it by its base model's type and the name of its result.
     */
    public StorageUri training(CheckpointType type, String model, TrainingId id) {
        return at(type.word() + "/train/" + model + "/" + id);
    }

    /** The training's configuration, below its folder. */
    public static StorageUri trainingInput(StorageUri training) {
        return training.resolve("input");
    }

    /** The models of a training, below its folder. */
    public static StorageUri trainingOutput(StorageUri training) {
        return training.resolve("output");
    }

    /** The models that a training had saved before a client stopped it, beside its output, which is deleted. */
    public static StorageUri trainingSaved(StorageUri output) {
        return beside(output, "saved");
    }

    /** The sample images of a training, beside its output, where models stay. */
    public static StorageUri trainingSamples(StorageUri output) {
        return beside(output, "samples");
    }

    private static StorageUri beside(StorageUri folder, String name) {
        String key = folder.key();
        return new StorageUri(folder.bucket(), key.substring(0, key.lastIndexOf('/') + 1) + name);
    }

    /** The trainer's log, below {@link #trainingOutput}. */
    public static StorageUri trainingLog(StorageUri output) {
        return output.resolve("train.log");
    }

    /**
     * A file named by the client, below one of the folders that contain nothing else.
     *
     * @throws InvalidRequestException for a key elsewhere, where other files are stored
     */
    public StorageUri clientFile(String key) {
        StorageUri file = at(key);
        if (CLIENT_FOLDERS.stream().noneMatch(folder -> file.key().startsWith(folder + "/"))) {
            throw new InvalidRequestException("the key " + TextSanitizer.quote(key)
                    + " is not free to be written; keys begin with " + String.join("/ or ", CLIENT_FOLDERS) + "/");
        }
        return file;
    }

    private StorageUri at(String key) {
        return new StorageUri(bucket, key);
    }
}

package dev.atelier.sagemaker.inference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.domain.inference.UsableModels;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The request body that a container expects: the task, the models to fetch, and the location of the payload. The
 * container fetches a model's file by the name in the job from the given folder.
 */
final class ContainerRequest {

    /** Disk space that a container keeps free by removing the least recently used models. */
    private static final double SPACE_FREE_BYTES = 4e10;

    private static final Set<TaskType> UNKNOWN_TASKS = Set.of(TaskType.DETECT, TaskType.INTERROGATE);

    private ContainerRequest() {}

    /** @param payload location of the payload */
    static byte[] of(InferenceJob job, StorageUri payload) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("task", job.taskType().word())
                .put("username", job.user().value())
                .put("param_s3", payload.toString())
                .putNull("payload_string");
        ObjectNode models = request.putObject("models").put("space_free_size", SPACE_FREE_BYTES);
        job.models().forEach(model -> models(models, model).add(model(model)));
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws InvalidRequestException when a container does not know the task, or cannot fetch one of the models, or must not */
    static void requireServed(InferenceJob job) {
        if (UNKNOWN_TASKS.contains(job.taskType())) {
            throw new InvalidRequestException("endpoints on SageMaker do not serve the task type "
                    + job.taskType().word());
        }
        UsableModels.require(job.models());
        for (ModelReference model : job.models()) {
            if (model.isFile() && !model.isStored()) {
                throw new InvalidRequestException("checkpoint " + model.name()
                        + " is stored on a GPU node only, where no endpoint can reach it; upload it to use it here");
            }
            if (model.isFile() && !model.file().fileName().equals(model.name())) {
                throw new InvalidRequestException("checkpoint " + model.name() + " is stored as "
                        + model.file().fileName() + ", and endpoints find files by that name only; upload it as "
                        + model.name() + " to use it here");
            }
        }
    }

    private static ArrayNode models(ObjectNode models, ModelReference model) {
        String type = model.type().word();
        return models.path(type) instanceof ArrayNode known ? known : models.putArray(type);
    }

    private static ObjectNode model(ModelReference model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", model.isFile() ? model.checkpoint().toString() : model.name())
                .put("model_name", model.name())
                .put("s3", model.isFile() ? folder(model.file()) : "None")
                .put("type", model.type().word());
    }

    /** The folder of the stored file, not of the checkpoint: equal content is stored once. */
    private static String folder(StorageUri file) {
        return file.toString().substring(0, file.toString().lastIndexOf('/'));
    }
}

package dev.atelier.localgpu.webui.payload;

import dev.atelier.domain.TraceContext;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A generation to be run on a node.
 *
 * @param taskId unique on the node; sent as {@code force_task_id}
 * @param models the models that the node must have; the first Stable-diffusion checkpoint is used
 * @param payload the client's payload for SD WebUI's API
 * @param check validates the payload
 * @param tempDir an existing folder for temporary files, which are deleted when the result is closed or the call fails
 * @param parts chooses which part of the job is generated
 * @param span to which what the node does belongs; sent as {@code traceparent}
 */
public record GenerationRequest(
        TaskType task,
        String taskId,
        List<ModelReference> models,
        PayloadSource payload,
        PayloadCheck check,
        Path tempDir,
        PartChooser parts,
        Optional<TraceContext> span) {

    public GenerationRequest {
        models = List.copyOf(models);
    }

    /** The whole job, not traced. */
    public GenerationRequest(
            TaskType task,
            String taskId,
            List<ModelReference> models,
            PayloadSource payload,
            PayloadCheck check,
            Path tempDir) {
        this(task, taskId, models, payload, check, tempDir, PartChooser.WHOLE, Optional.empty());
    }

    /** The first model of a type. */
    public Optional<ModelReference> first(CheckpointType type) {
        return models.stream().filter(model -> model.type() == type).findFirst();
    }
}

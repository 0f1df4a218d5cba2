package dev.atelier.localgpu.webui;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to paint.
 *
 * @param taskId tells this task from all others on the node; sent as {@code force_task_id}
 * @param models those that the node has to have; the first Stable-diffusion checkpoint paints
 * @param payload what SD WebUI's own API takes, as the client wrote it
 * @param check what it has to pass
 * @param spool an existing folder for temporary files; nothing stays there once the painting is closed or has failed
 */
public record GenerationRequest(
        TaskType task,
        String taskId,
        List<ModelReference> models,
        PayloadSource payload,
        PayloadCheck check,
        Path spool) {

    public GenerationRequest {
        models = List.copyOf(models);
    }

    /** The first model of a type. */
    Optional<ModelReference> first(CheckpointType type) {
        return models.stream().filter(model -> model.type() == type).findFirst();
    }
}

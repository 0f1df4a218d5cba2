package dev.atelier.application.inference;

import dev.atelier.domain.inference.TaskType;
import java.util.List;
import java.util.Map;

/**
 * The images that a payload asks for. Nodes may return more: a grid before them, detect maps and the like behind them.
 *
 * @param batches WebUI's {@code n_iter}
 * @param perBatch WebUI's {@code batch_size}, which fewer {@code init_images} than that reduce to their number
 */
public record RequestedImages(int batches, int perBatch) {

    /** Counts the images that the payload of a task asks for, scripts that are off left out. */
    public static RequestedImages of(TaskType task, Map<String, ?> payload) {
        if (!task.needsCheckpoint()) {
            return new RequestedImages(task.makesText() ? 0 : 1, worked(task, payload));
        }
        int batch = isAnimation(payload) ? 1 : number(payload.get("batch_size"));
        int given = task == TaskType.IMG2IMG ? sizeOf(payload.get("init_images")) : 0;
        return new RequestedImages(number(payload.get("n_iter")), given > 1 ? Math.min(given, batch) : batch);
    }

    private static int worked(TaskType task, Map<String, ?> payload) {
        return switch (task) {
            case EXTRA_BATCH_IMAGES -> Math.max(1, sizeOf(payload.get("imageList")));
            case DETECT -> Math.max(1, sizeOf(payload.get("controlnet_input_images")));
            default -> 1;
        };
    }

    /** - */
    public long count() {
        return (long) batches * perBatch;
    }

    /** AnimateDiff makes its frames of a batch, and may put one file in their place. */
    private static boolean isAnimation(Map<String, ?> payload) {
        return payload.get("alwayson_scripts") instanceof Map<?, ?> scripts
                && scripts.keySet().stream().anyMatch(title -> title.toString().equalsIgnoreCase("animatediff"));
    }

    private static int sizeOf(Object list) {
        return list instanceof List<?> images ? images.size() : 0;
    }

    /** A count, which clients also send as text; 1 where there is none. */
    static int number(Object value) {
        if (value instanceof String text && text.strip().matches("[0-9]{1,9}")) {
            return Math.max(1, Integer.parseInt(text.strip()));
        }
        return value instanceof Number number ? Math.max(1, number.intValue()) : 1;
    }
}

package dev.atelier.rest.sdapi;

import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.PlainJsonWriter;
import dev.atelier.rest.StreamedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The answer of a job that has ended: its images, one after the other, and what the node said of them. Not thread-safe.
 * Whether the images can be read is known before: an answer that has begun could only break off.
 */
final class GenerationAnswer extends StreamedJson {

    private final OpenResultImage files;
    private final InferenceJob job;

    /**
     * @param job may have been interrupted before there was an image
     * @throws UncheckedIOException if an image or the parameters are missing or unreadable
     */
    GenerationAnswer(OpenResultImage files, InferenceJob job, GenerationRequest request) {
        this.files = files;
        this.job = job;
        Map<String, Object> echo = job.status() == InferenceJobStatus.SUCCEED ? reported() : Map.of();
        if (request.task().needsCheckpoint()) {
            text("{\"images\":");
            images(request.sendImages() ? job.images() : List.of());
            text(",\"parameters\":"
                    + PlainJsonWriter.write(request.parameters(
                            echo.get("parameters") instanceof Map<?, ?> map ? strings(map) : Map.of()))
                    + ",\"info\":" + PlainJsonWriter.write(info(request, echo.get("info"))) + "}");
        } else {
            text("{");
            other(request.task(), PlainJsonWriter.write(asText(echo.get("info"))));
            text("}");
        }
    }

    private void other(TaskType task, String info) {
        switch (task) {
            case INTERROGATE -> text("\"caption\":" + info);
            case DETECT -> {
                text("\"info\":" + info + ",\"images\":");
                images(job.images());
            }
            case EXTRA_BATCH_IMAGES -> {
                text("\"html_info\":" + info + ",\"images\":");
                images(job.images());
            }
            case REMBG -> single();
            default -> {
                text("\"html_info\":" + info + ",");
                single();
            }
        }
    }

    private void single() {
        text("\"image\":\"");
        job.images().stream().findFirst().ifPresent(this::image);
        text("\"");
    }

    private void images(List<String> names) {
        text("[");
        for (int i = 0; i < names.size(); i++) {
            text(i == 0 ? "\"" : ",\"");
            image(names.get(i));
            text("\"");
        }
        text("]");
    }

    private void image(String name) {
        files.requireReadable(job, name);
        base64(() -> files.open(job, name));
    }

    private Map<String, Object> reported() {
        try (InputStream content = files.openParameters(job)) {
            return PlainJsonWriter.read(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the parameters of inference " + job.id(), e);
        }
    }

    /** The node's own text; JSON of a server that returns an object becomes a text, as clients parse it a second time. */
    private String info(GenerationRequest request, Object reported) {
        String info = asText(reported);
        return info.isBlank() ? PlainJsonWriter.write(request.info(job.images().size())) : info;
    }

    private static String asText(Object info) {
        if (info instanceof Map<?, ?> || info instanceof List<?>) {
            return PlainJsonWriter.write(info);
        }
        return info == null ? "" : info.toString();
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> strings(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}

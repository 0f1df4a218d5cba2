package dev.atelier.rest.openai;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.StreamedJson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Writes the events of a stream of images, each with its JSON on one line. Immutable. */
final class ImageEvents {

    private final String kind;
    private final String size;
    private final String quality;
    private final String background;

    /** @param payload SD WebUI's of this task */
    ImageEvents(ImageTask task, Map<String, Object> payload) {
        this.kind = task.events();
        this.size = ImageTask.size(payload);
        this.quality = task.image().quality();
        this.background = task.image().transparent() ? ImageRequest.TRANSPARENT : "opaque";
    }

    /** An unfinished image; the first one has index 0. */
    byte[] partialImage(int index, byte[] image, Instant now) {
        Optional<InferenceOutcome.Format> format =
                InferenceOutcome.Format.of(Arrays.copyOf(image, InferenceOutcome.Format.HEAD));
        String event = begin(
                        "partial_image",
                        "opaque",
                        now,
                        format.map(ImageRequest::word).orElse("png"))
                + ",\"partial_image_index\":" + index
                + ",\"b64_json\":\"" + Base64.getEncoder().encodeToString(image) + "\"}\n\n";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    /** The last events, of a job that has ended or was waited for long enough: its images, or why there are none. */
    InputStream end(InferenceJob job, OpenResultImage images) {
        return job.status() == InferenceJobStatus.SUCCEED
                ? new Completed(job, images)
                : error(OpenAiErrors.withoutImagesBecause(job));
    }

    /** The last event of a stream that is of no use any more. */
    static InputStream error(String sentence) {
        return new Failure(sentence);
    }

    private String begin(String event, String background, Instant created, String format) {
        String type = kind + "." + event;
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"created_at\":" + created.getEpochSecond()
                + ",\"size\":\"" + size + "\",\"quality\":" + LazyJsonBody.quoted(quality)
                + ",\"background\":\"" + background + "\",\"output_format\":\"" + format + "\"";
    }

    private static String formatOf(String name) {
        return Arrays.stream(InferenceOutcome.Format.values())
                .filter(format -> name.endsWith("." + format.extension()))
                .findFirst()
                .map(ImageRequest::word)
                .orElse("png");
    }

    /** One event for each image, which is opened when its turn to be sent comes. */
    private final class Completed extends StreamedJson {

        private Completed(InferenceJob job, OpenResultImage images) {
            for (String name : job.images()) {
                text(begin("completed", background, job.completed(), formatOf(name)) + ",\"b64_json\":\"");
                base64(() -> images.open(job, name));
                text("\"}\n\n");
            }
        }
    }

    private static final class Failure extends StreamedJson {

        private Failure(String sentence) {
            text("event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":" + LazyJsonBody.quoted(sentence)
                    + ",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n");
        }
    }
}

package dev.atelier.rest.openai;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.Base64InputStream;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.StreamedJson;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the events of a stream of images, each with its JSON on one line. Immutable. */
final class ImageEvents {

    private static final Logger LOG = LoggerFactory.getLogger(ImageEvents.class);

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
                + ",\"b64_json\":\"" + Base64.getEncoder().encodeToString(image) + end(type("partial_image"));
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
        return "event: " + type(event) + "\ndata: {\"created_at\":" + created.getEpochSecond()
                + ",\"size\":\"" + size + "\",\"quality\":" + LazyJsonBody.quoted(quality)
                + ",\"background\":\"" + background + "\",\"output_format\":\"" + format + "\"";
    }

    private String type(String event) {
        return kind + "." + event;
    }

    /** Ends the image in base64 and its event; the type comes last, as it depends on whether the image could be read. */
    private static String end(String type) {
        return "\",\"type\":\"" + type + "\"}\n\n";
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

        private final InferenceJob job;

        /** Whether an event was begun that has not ended. */
        private boolean begun;

        private Completed(InferenceJob job, OpenResultImage images) {
            this.job = job;
            for (String name : job.images()) {
                file(() -> event(name, images));
                text(ImageEvents.end(type("completed")));
            }
        }

        /** All of the event but its end. */
        private InputStream event(String name, OpenResultImage images) {
            begun = false;
            InputStream image = new Base64InputStream(images.open(job, name));
            begun = true;
            String head = begin("completed", background, job.completed(), formatOf(name)) + ",\"b64_json\":\"";
            return new SequenceInputStream(new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)), image);
        }

        /** An event that was begun becomes one of an error: of two names of an event, the last counts. */
        @Override
        protected Optional<String> endAfter(Exception failure) {
            LOG.warn("The images of inference {} could not be sent", job.id(), failure);
            String error = errorFields(OpenAiErrors.unreadable(job));
            return Optional.of(begun ? "\"," + error + "}\nevent: error\n\n" : errorEvent(error));
        }
    }

    private static String errorEvent(String fields) {
        return "event: error\ndata: {" + fields + "}\n\n";
    }

    private static String errorFields(String sentence) {
        return "\"type\":\"error\",\"error\":{\"message\":" + LazyJsonBody.quoted(sentence)
                + ",\"type\":\"server_error\",\"param\":null,\"code\":null}";
    }

    private static final class Failure extends StreamedJson {

        private Failure(String sentence) {
            text(errorEvent(errorFields(sentence)));
        }
    }
}

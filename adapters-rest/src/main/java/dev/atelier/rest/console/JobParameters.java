package dev.atelier.rest.console;

import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.PlainJsonWriter;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a node said of the images that it made. Thread-safe. */
@Singleton
class JobParameters {

    /** Larger ones hold images. */
    private static final int MOST = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JobParameters.class);

    private final OpenResultImage files;

    JobParameters(OpenResultImage files) {
        this.files = files;
    }

    /** What the images were made of; nothing where it is not known. */
    Generation of(InferenceJob job) {
        if (job.status() != InferenceJobStatus.SUCCEED) {
            return Generation.UNKNOWN;
        }
        try (InputStream content = files.openParameters(job)) {
            byte[] json = content.readNBytes(MOST + 1);
            if (json.length > MOST) {
                return Generation.UNKNOWN;
            }
            Map<String, Object> reported = PlainJsonWriter.read(json);
            return Generation.of(object(reported.get("parameters")), object(reported.get("info")));
        } catch (IOException | RuntimeException e) {
            LOG.warn("The parameters of inference {} cannot be shown", job.id(), e);
            return Generation.UNKNOWN;
        }
    }

    /** WebUI sends objects as texts of JSON. */
    private static Map<?, ?> object(@Nullable Object value) throws IOException {
        if (value instanceof String text && text.startsWith("{")) {
            return PlainJsonWriter.read(text.getBytes(StandardCharsets.UTF_8));
        }
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}

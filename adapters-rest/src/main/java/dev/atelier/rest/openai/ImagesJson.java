package dev.atelier.rest.openai;

import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.StreamedJson;
import java.net.URI;
import java.util.Set;
import java.util.function.Function;

/**
 * The answer with a job's images, each of which is opened in the store when its turn to be sent comes. Not thread-safe.
 * Whether they can be read is known before: an answer that has begun could only break off.
 */
final class ImagesJson extends StreamedJson {

    /**
     * @param formats the fields in which each image is given
     * @throws java.io.UncheckedIOException if one of the images is missing or unreadable
     */
    ImagesJson(GetInference.Details details, Set<String> formats, Function<URI, String> links, OpenResultImage images) {
        InferenceJob job = details.job();
        boolean both = formats.size() > 1;
        text("{\"created\":" + job.completed().getEpochSecond() + ",\"data\":[");
        for (int i = 0; i < job.images().size(); i++) {
            String name = job.images().get(i);
            text(i == 0 ? "{" : ",{");
            if (formats.contains(ImageRequest.URL)) {
                text("\"url\":"
                        + LazyJsonBody.quoted(links.apply(details.images().get(i))) + (both ? "," : ""));
            }
            if (formats.contains(ImageRequest.BASE64)) {
                text("\"b64_json\":\"");
                images.requireReadable(job, name);
                base64(() -> images.open(job, name));
                text("\"");
            }
            text("}");
        }
        text("]}");
    }
}

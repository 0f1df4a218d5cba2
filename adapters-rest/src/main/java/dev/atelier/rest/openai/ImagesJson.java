package dev.atelier.rest.openai;

import dev.atelier.application.inference.GetInference;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.LazyJsonBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The answer with a job's images, each of which is opened in the store when its turn to be sent comes. Not thread-safe. */
final class ImagesJson extends InputStream {

    private final Queue<Supplier<InputStream>> parts = new ArrayDeque<>();
    private InputStream current = InputStream.nullInputStream();

    /** @param formats the fields in which each image is given */
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
                parts.add(() -> new Base64InputStream(images.open(job, name)));
                text("\"");
            }
            text("}");
        }
        text("]}");
    }

    private void text(String json) {
        parts.add(() -> new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = current.read(target, offset, length);
        while (count < 0 && !parts.isEmpty()) {
            current.close();
            current = parts.remove().get();
            count = current.read(target, offset, length);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}

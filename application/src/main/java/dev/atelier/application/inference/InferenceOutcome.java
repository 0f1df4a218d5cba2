package dev.atelier.application.inference;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.FailureClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The outcome of a job. */
public sealed interface InferenceOutcome {

    /**
     * @param images in order, at least one unless the task makes a text
     * @param parameters the request's parameters, as a JSON value
     * @param info the server's information on the images, as a JSON value
     */
    record Succeeded(List<Image> images, String parameters, String info) implements InferenceOutcome {

        public Succeeded {
            images = List.copyOf(images);
        }
    }

    /**
     * The job failed.
     *
     * @param reason shown to the client
     * @param failure its class, shown to those who operate the service
     */
    record Failed(String reason, FailureClass failure) implements InferenceOutcome {

        /** A failure of the compute. */
        public Failed(String reason) {
            this(reason, FailureClass.COMPUTE);
        }
    }

    /** A user stopped the job; what it has generated is dropped. */
    record Canceled(UserName by) implements InferenceOutcome {}

    /** An image that can be read more than once, until it is stored. */
    interface Image {

        /** Its format, which is also the extension of its name. */
        Format format();

        /** The bytes, to be closed by the caller. */
        InputStream open() throws IOException;

        /** Stores it; only once, as it may be moved there. */
        default void storeAt(StorageUri location, ModelStore store) throws IOException {
            store.put(location, open(), format().contentType());
        }
    }

    /** The formats that SD WebUI and its extensions write; the last three are those of animations. */
    enum Format {
        PNG("png", "image/png", "\\x89PNG\\r\\n\\x1a\\n"),
        JPEG("jpg", "image/jpeg", "\\xff\\xd8\\xff"),
        WEBP("webp", "image/webp", "(?s)RIFF....WEBP"),
        GIF("gif", "image/gif", "GIF8[79]a"),
        MP4("mp4", "video/mp4", "(?s)....ftyp(iso|mp4|avc|M4V)"),
        WEBM("webm", "video/webm", "\\x1aE\\xdf\\xa3");

        /** How many bytes identify a format. */
        public static final int HEAD = 12;

        private final String extension;
        private final String contentType;
        private final Pattern beginning;

        Format(String extension, String contentType, String beginning) {
            this.extension = extension;
            this.contentType = contentType;
            this.beginning = Pattern.compile(beginning);
        }

        /** The format of an image that begins with these bytes, {@link #HEAD} of them or more; empty for any other. */
        public static Optional<Format> of(byte[] head) {
            String text = new String(head, StandardCharsets.ISO_8859_1);
            return Stream.of(values())
                    .filter(format -> format.beginning.matcher(text).lookingAt())
                    .findFirst();
        }

        public String extension() {
            return extension;
        }

        public String contentType() {
            return contentType;
        }
    }
}

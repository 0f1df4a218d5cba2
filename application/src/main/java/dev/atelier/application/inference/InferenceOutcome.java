package dev.atelier.application.inference;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What became of a job. */
public sealed interface InferenceOutcome {

    /**
     * @param pictures in order, at least one
     * @param parameters what was asked, as a JSON value
     * @param info what the server tells of the pictures, as a JSON value
     */
    record Succeeded(List<Picture> pictures, String parameters, String info) implements InferenceOutcome {

        public Succeeded {
            pictures = List.copyOf(pictures);
        }
    }

    /** The reason is for the client to read. */
    record Failed(String reason) implements InferenceOutcome {}

    /** A picture that lies somewhere and can be read more than once. */
    interface Picture {

        /** Its format, which is also the ending of its name. */
        Format format();

        /** The bytes, to be closed by the caller. */
        InputStream open() throws IOException;
    }

    /** The formats that SD WebUI writes. */
    enum Format {
        PNG("png", "image/png"),
        JPEG("jpg", "image/jpeg"),
        WEBP("webp", "image/webp");

        private final String extension;
        private final String contentType;

        Format(String extension, String contentType) {
            this.extension = extension;
            this.contentType = contentType;
        }

        public String extension() {
            return extension;
        }

        public String contentType() {
            return contentType;
        }
    }
}

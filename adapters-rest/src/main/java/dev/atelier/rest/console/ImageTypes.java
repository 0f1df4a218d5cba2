package dev.atelier.rest.console;

import dev.atelier.application.inference.InferenceOutcome.Format;
import io.micronaut.http.MediaType;
import java.util.stream.Stream;

/** The types of images, by the extensions that {@link Format} gives them. */
final class ImageTypes {

    private ImageTypes() {}

    /** Whether it is shown as a video. */
    static boolean isVideo(String name) {
        return of(name).getType().equals("video");
    }

    static MediaType of(String name) {
        return Stream.of(Format.values())
                .filter(format -> name.endsWith("." + format.extension()))
                .findFirst()
                .map(format -> MediaType.of(format.contentType()))
                .orElse(MediaType.APPLICATION_OCTET_STREAM_TYPE);
    }
}

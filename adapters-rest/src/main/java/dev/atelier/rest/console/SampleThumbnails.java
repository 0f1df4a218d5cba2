package dev.atelier.rest.console;

import dev.atelier.application.training.OpenTrainingSample;
import dev.atelier.rest.image.ImageEncoder;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small copies of trainings' sample images: made when they are first asked for, and deleted with their training. Thread-safe. */
@Singleton
class SampleThumbnails {

    private static final Logger LOG = LoggerFactory.getLogger(SampleThumbnails.class);

    private final OpenTrainingSample images;
    private final ImageEncoder encoder;

    SampleThumbnails(OpenTrainingSample images, ImageEncoder encoder) {
        this.images = images;
        this.encoder = encoder;
    }

    /** The copy of an image; the image itself where it cannot be scaled. */
    StreamedFile of(OpenTrainingSample.Image image) {
        Optional<InputStream> copy = images.openCopy(image);
        if (copy.isEmpty()) {
            try {
                images.storeCopy(
                        image, encoder.thumbnail(() -> images.open(image), Thumbnails.SIDE, Thumbnails.QUALITY));
            } catch (IOException e) {
                LOG.debug("{} has no thumbnail", image.file(), e);
                return whole(image);
            }
            copy = images.openCopy(image);
        }
        return copy.map(content -> new StreamedFile(content, MediaType.IMAGE_JPEG_TYPE))
                .orElseGet(() -> whole(image));
    }

    /** The image itself. */
    StreamedFile whole(OpenTrainingSample.Image image) {
        return new StreamedFile(images.open(image), MediaType.IMAGE_PNG_TYPE);
    }
}

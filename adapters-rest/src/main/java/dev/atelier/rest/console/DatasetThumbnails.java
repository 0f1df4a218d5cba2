package dev.atelier.rest.console;

import dev.atelier.application.training.OpenDatasetImage;
import dev.atelier.domain.NotFoundException;
import dev.atelier.rest.image.ImageEncoder;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.types.files.StreamedFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small copies of datasets' images: made when they are first asked for, and deleted with their dataset. Thread-safe. */
@Singleton
class DatasetThumbnails {

    /** An image is held in memory while it is scaled, with what else its file has. */
    private static final long MOST_BYTES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DatasetThumbnails.class);

    private final OpenDatasetImage images;
    private final ImageEncoder encoder;

    DatasetThumbnails(OpenDatasetImage images, ImageEncoder encoder) {
        this.images = images;
        this.encoder = encoder;
    }

    /** The copy of an image; the image itself where it cannot be scaled. */
    StreamedFile of(OpenDatasetImage.Image image) {
        Optional<InputStream> copy = images.openCopy(image);
        if (copy.isEmpty()) {
            if (image.file().size() > MOST_BYTES) {
                throw new NotFoundException(image.file().location().fileName() + " is too large for a preview");
            }
            try {
                images.storeCopy(
                        image, encoder.thumbnail(() -> images.open(image), Thumbnails.SIDE, Thumbnails.QUALITY));
            } catch (IOException e) {
                LOG.debug("{} has no thumbnail", image.file().location(), e);
                return whole(image);
            }
            copy = images.openCopy(image);
        }
        return copy.map(content -> new StreamedFile(content, MediaType.IMAGE_JPEG_TYPE))
                .orElseGet(() -> whole(image));
    }

    /** The image itself. */
    StreamedFile whole(OpenDatasetImage.Image image) {
        return new StreamedFile(images.open(image), type(image.file().location().fileName()));
    }

    private static MediaType type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "png" -> MediaType.IMAGE_PNG_TYPE;
            case "jpg", "jpeg" -> MediaType.IMAGE_JPEG_TYPE;
            case "webp" -> MediaType.IMAGE_WEBP_TYPE;
            case "bmp" -> MediaType.of("image/bmp");
            default -> MediaType.APPLICATION_OCTET_STREAM_TYPE;
        };
    }
}

package dev.atelier.rest.console;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.StoreImageCopy;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.image.ImageEncoder;
import io.micronaut.http.server.types.files.StreamedFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small copies of jobs' images: made when they are first asked for, stored beside the images, and deleted with them. Thread-safe. */
@Singleton
class Thumbnails {

    /** The longer side, in pixels. */
    static final int SIDE = 384;

    static final int QUALITY = 80;

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private final OpenResultImage images;
    private final StoreImageCopy copies;
    private final ImageEncoder encoder;

    Thumbnails(OpenResultImage images, StoreImageCopy copies, ImageEncoder encoder) {
        this.images = images;
        this.copies = copies;
        this.encoder = encoder;
    }

    /** The copy of an image; the image itself where it cannot be scaled, as an animation. */
    StreamedFile of(InferenceJob job, String name) {
        String copy = name.substring(0, name.lastIndexOf('.')) + "-thumbnail." + Format.JPEG.extension();
        if (!copies.exists(job, copy)) {
            try {
                copies.store(job, copy, Format.JPEG, encoder.thumbnail(() -> images.open(job, name), SIDE, QUALITY));
            } catch (IOException e) {
                LOG.debug("Image {} of inference {} has no thumbnail", name, job.id(), e);
                return new StreamedFile(images.open(job, name), ImageTypes.of(name));
            }
        }
        return new StreamedFile(images.open(job, copy), ImageTypes.of(copy));
    }
}

package dev.atelier.rest.openai;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.OpenResultImage;
import dev.atelier.application.inference.StoreImageCopy;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.image.ImageEncoder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Gives the images of jobs in the format that a request asks for. Blocks. */
@Singleton
class OutputImages {

    private final OpenResultImage images;
    private final StoreImageCopy copies;
    private final ImageEncoder encoder;

    OutputImages(OpenResultImage images, StoreImageCopy copies, ImageEncoder encoder) {
        this.images = images;
        this.copies = copies;
        this.encoder = encoder;
    }

    /** @throws OpenAiException if this machine cannot write the format that the request asks for */
    void requireFormat(ImageRequest request) {
        request.format().filter(format -> !encoder.writes(format)).ifPresent(format -> {
            throw OpenAiException.invalid(
                    "output_format",
                    "output_format is " + ImageRequest.word(format)
                            + ", for which there is no encoder on this machine; allowed are png and jpeg");
        });
    }

    /** The job, with copies in place of those of its images that have another format. */
    InferenceJob of(InferenceJob job, ImageRequest request) {
        return request.format()
                .map(format -> job.withImages(job.images().stream()
                        .map(name -> copy(job, name, format, request.compression()))
                        .toList()))
                .orElse(job);
    }

    private String copy(InferenceJob job, String name, Format format, int quality) {
        if (name.endsWith("." + format.extension())) {
            return name;
        }
        String stem = name.substring(0, name.lastIndexOf('.'));
        String copy = stem + "-" + quality + "." + format.extension();
        try {
            copies.store(job, copy, format, encoder.encode(() -> images.open(job, name), format, quality));
        } catch (IOException | UncheckedIOException e) {
            throw OpenAiException.failed(
                    "output_format",
                    "image " + name + " of inference " + job.id() + " cannot be returned as "
                            + ImageRequest.word(format) + ": " + e.getMessage());
        }
        return copy;
    }
}

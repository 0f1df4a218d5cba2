package dev.atelier.rest.inference;

import dev.atelier.application.inference.InferenceOutcome;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Outcomes of jobs. */
final class Outcomes {

    private Outcomes() {}

    static Optional<InferenceOutcome> oneImage() {
        return Optional.of(new InferenceOutcome.Succeeded(List.of(new SampleImage()), "{}", "{}"));
    }

    private record SampleImage() implements InferenceOutcome.Image {

        @Override
        public InferenceOutcome.Format format() {
            return InferenceOutcome.Format.PNG;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[] {1, 2, 3});
        }
    }
}

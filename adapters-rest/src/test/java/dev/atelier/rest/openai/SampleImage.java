package dev.atelier.rest.openai;

import dev.atelier.application.inference.InferenceOutcome;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** An image that a job made. */
record SampleImage(byte[] content) implements InferenceOutcome.Image {

    @Override
    public InferenceOutcome.Format format() {
        return InferenceOutcome.Format.PNG;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(content);
    }
}

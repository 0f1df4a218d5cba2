package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Image;
import dev.atelier.application.inference.InferenceOutcome.Succeeded;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Images whose bytes are a text, for tests that do not decode them. */
public final class TestImages {

    private TestImages() {}

    public static Image png(String content) {
        return image(Format.PNG, content);
    }

    public static Image image(Format format, String content) {
        return new Image() {
            @Override
            public Format format() {
                return format;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    /** A success with these images, and the parameters {@code {"seed": 7}}. */
    public static Succeeded success(String... pngs) {
        List<Image> images = Stream.of(pngs).map(TestImages::png).toList();
        return new Succeeded(images, "{\"seed\": 7}", "{\"all_seeds\": [7]}");
    }
}

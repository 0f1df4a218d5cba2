package dev.atelier.application.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceOutcome.Format;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageFormatTest {

    @Test
    void anImageIsKnownByItsFirstBytes() {
        assertThat(of("\u0089PNG\r\n\u001a\n\0\0\0\r")).contains(Format.PNG);
        assertThat(of("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0\u0001")).contains(Format.JPEG);
        assertThat(of("RIFF\n\0\r\u0085WEBP")).contains(Format.WEBP);
        assertThat(of("GIF89a\u0001\0\u0001\0\0\0")).contains(Format.GIF);
        assertThat(of("\0\0\0 ftypisom")).contains(Format.MP4);
        assertThat(of("\u001aE\u00df\u00a3\0\0\0\0\0\0\0\0")).contains(Format.WEBM);
    }

    @Test
    void anythingElseIsNone() {
        assertThat(of("")).isEmpty();
        assertThat(of("GIF88a\u0001\0\u0001\0\0\0")).isEmpty();
        assertThat(of("\0\0\0 ftypavif")).isEmpty();
        assertThat(of("RIFF\n\0\r\u0085WAVE")).isEmpty();
        assertThat(of("RIFF\n\0\r\u0085WEB")).isEmpty();
        assertThat(of(" \u0089PNG\r\n\u001a\n\0\0\0")).isEmpty();
    }

    private static Optional<Format> of(String head) {
        return Format.of(head.getBytes(StandardCharsets.ISO_8859_1));
    }
}

package dev.atelier.application.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedInputStreamTest {

    @TempDir
    Path folder;

    @Test
    void endsAfterItsBytes() throws IOException {
        InputStream whole = stream("abcdef");

        InputStream first = new BoundedInputStream(whole, 4);

        assertThat(first.read()).isEqualTo('a');
        assertThat(first.available()).isEqualTo(3);
        assertThat(first.readNBytes(10)).asString().isEqualTo("bcd");
        assertThat(first.read()).isEqualTo(-1);
        assertThat(first.read(new byte[1], 0, 1)).isEqualTo(-1);
        assertThat(first.read(new byte[1], 0, 0)).isZero();
        assertThat(whole.read()).isEqualTo('e');
    }

    @Test
    void skipsWithinItsBytesOnly() throws IOException {
        InputStream whole = stream("abcdef");

        InputStream first = new BoundedInputStream(whole, 4);

        assertThat(first.skip(3)).isEqualTo(3);
        assertThat(first.skip(3)).isEqualTo(1);
        assertThat(first.read()).isEqualTo(-1);
        assertThat(whole.read()).isEqualTo('e');
    }

    @Test
    void endsWithTheStreamIfThatIsShorter() throws IOException {
        assertThat(new BoundedInputStream(stream("ab"), 4).readAllBytes()).hasSize(2);
    }

    @Test
    void readsAPartOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "abcdef");

        try (InputStream part = BoundedInputStream.ofFile(file, 2, 3)) {
            assertThat(part.readAllBytes()).asString().isEqualTo("cde");
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}

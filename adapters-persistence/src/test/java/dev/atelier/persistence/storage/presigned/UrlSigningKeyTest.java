package dev.atelier.persistence.storage.presigned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.Concurrently;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UrlSigningKeyTest {

    @TempDir
    Path folder;

    @Test
    void isThirtyTwoBytesForItsOwnerOnly() throws IOException {
        Path file = folder.resolve("url-secret");

        byte[] secret = UrlSigningKey.in(file);

        assertThat(secret).hasSize(32).isNotEqualTo(new byte[32]);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void staysTheSame() throws IOException {
        byte[] first = UrlSigningKey.in(folder.resolve("a"));

        assertThat(UrlSigningKey.in(folder.resolve("a"))).isEqualTo(first);
        assertThat(UrlSigningKey.in(folder.resolve("b"))).isNotEqualTo(first);
    }

    @Test
    void isOneForAllWhoStartAtOnce() throws Exception {
        List<String> secrets =
                Concurrently.times(8, () -> HexFormat.of().formatHex(UrlSigningKey.in(folder.resolve("a"))));

        assertThat(secrets).containsOnly(secrets.get(0));
    }

    @Test
    void isGeneratedAgainWhenTheFirstStartDiedBeforeItWasWritten() throws IOException {
        for (byte[] torn : List.of(new byte[0], new byte[7])) {
            Path file = Files.write(folder.resolve("torn"), torn);

            byte[] secret = UrlSigningKey.in(file);

            assertThat(secret).hasSize(32);
            assertThat(Arrays.equals(UrlSigningKey.in(file), secret)).isTrue();
        }
    }
}

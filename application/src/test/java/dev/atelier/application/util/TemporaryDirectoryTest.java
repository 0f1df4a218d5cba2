package dev.atelier.application.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();

    @Test
    void isDeletedWithItsContents() throws IOException {
        Path kept = Files.writeString(folder.resolve("kept"), "by another");
        TemporaryDirectory directory = TemporaryDirectory.below(folder, "call-", this::log);
        Files.createDirectories(directory.file("sub/folder"));
        Files.writeString(directory.file("sub/folder/file"), "content");
        Files.createSymbolicLink(directory.file("link"), kept);

        directory.close();
        directory.close();

        assertThat(directory.path()).doesNotExist();
        assertThat(kept).hasContent("by another");
        assertThat(log).isEmpty();
    }

    @Test
    void isMadeInTheConfiguredFolder() {
        Path parent = folder.resolve("new/folder");

        try (TemporaryDirectory directory =
                TemporaryDirectory.configured("some.temp-dir", parent.toString(), this::log)) {
            assertThat(directory.path()).isDirectory().hasParent(parent);
        }
    }

    @Test
    void isMadeInTheSystemsFolderIfNoneIsConfigured() {
        for (String none : new String[] {null, " "}) {
            try (TemporaryDirectory directory = TemporaryDirectory.configured("some.temp-dir", none, this::log)) {
                assertThat(directory.path()).isDirectory().hasParent(Path.of(System.getProperty("java.io.tmpdir")));
            }
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsRejectedByTheNameOfItsSetting() throws IOException {
        String file = Files.createFile(folder.resolve("file")).toString();

        assertThatThrownBy(() -> TemporaryDirectory.configured("some.temp-dir", file, this::log))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("some.temp-dir is " + file);
    }

    private void log(String message, Throwable failure) {
        log.add(message + failure);
    }
}

package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleTempFileCleanerTest {

    @TempDir
    Path folder;

    @Test
    void whatAProcessLeftThatWasCutOffIsRemovedAndNothingElse() throws IOException {
        Path answer = Files.createDirectories(folder.resolve("atelier-spool-1/answer-2"));
        Files.writeString(answer.resolve("answer.json"), "{}");
        Files.writeString(folder.resolve("atelier-model3"), "half a model");
        Path data = Files.createDirectory(folder.resolve("atelier"));
        Path other = Files.writeString(folder.resolve("hsperfdata"), "other");

        StaleTempFileCleaner.remove(folder);

        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(data) && !path.equals(other));
        assertThat(data).exists();
        assertThat(other).exists();
    }

    @Test
    void aFolderThatIsNotThereKeepsNoFunctionFromStarting() {
        StaleTempFileCleaner.remove(folder.resolve("none"));

        assertThat(folder.resolve("none")).doesNotExist();
    }
}

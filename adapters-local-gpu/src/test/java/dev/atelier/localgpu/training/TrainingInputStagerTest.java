package dev.atelier.localgpu.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingInputStagerTest {

    private static final StorageUri DATASET = new StorageUri("atelier", "dataset/lego");

    @TempDir
    Path folder;

    private String permissions = "rwxr-xr-x";
    private InMemoryModelStore store = new InMemoryModelStore(new SettableClock());

    @BeforeEach
    void fillTheStore() throws IOException {
        for (String file : new String[] {"a.png", "b.jpg", "c.webp", "3_cars/d.png", "x/y/e.png"}) {
            write(DATASET.resolve(file), "image");
        }
        write(DATASET.resolve("a.txt"), "a brick");
        write(DATASET.resolve("b.jpg.txt"), "two bricks");
    }

    @Test
    void imagesKeepTheirFoldersAndCaptions() throws IOException {
        assertThat(stage(training()))
                .containsOnlyKeys(
                        "10_lego/a.png",
                        "10_lego/a.txt",
                        "10_lego/b.jpg",
                        "10_lego/b.jpg.txt",
                        "10_lego/c.webp",
                        "10_x/y_e.png",
                        "3_cars/d.png");
    }

    @Test
    void imagesWithoutACaptionGetThatOfTheTraining() throws IOException {
        assertThat(stage(training().images(1, "é of \"sks\"")))
                .containsEntry("1_lego/a.txt", "a brick")
                .containsEntry("1_lego/b.txt", "é of \"sks\"")
                .containsEntry("1_lego/c.txt", "é of \"sks\"")
                .containsEntry("1_x/y_e.txt", "é of \"sks\"")
                .containsEntry("3_cars/d.txt", "é of \"sks\"")
                .hasSize(11);
    }

    @Test
    void aCaptionAtWhichTheTrainerWouldEndStagesNothing() throws IOException {
        write(DATASET.resolve("c.txt"), "");

        assertThatThrownBy(() -> stage(training()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("caption s3://atelier/dataset/lego/c.txt is empty");
        assertThat(folder.resolve("training/pictures")).isEmptyDirectory();
    }

    @Test
    void filesThatCannotBeLinkedAreCopied() throws IOException {
        store = new InMemoryModelStore(new SettableClock()) {
            @Override
            public Optional<Path> localFile(StorageUri location) {
                return Optional.of(folder); // a directory cannot be hard-linked, like a file on another disk
            }
        };
        fillTheStore();

        assertThat(stage(training())).containsEntry("10_lego/a.png", "image");
    }

    @Test
    void aDirectoryThatOthersMayWriteToHasCopiesAndNoLinks() throws IOException {
        Path image = Files.writeString(folder.resolve("stored"), "image");
        store = new InMemoryModelStore(new SettableClock()) {
            @Override
            public Optional<Path> localFile(StorageUri location) {
                return location.fileName().equals("a.png") ? Optional.of(image) : Optional.empty();
            }
        };
        fillTheStore();
        Path staged = folder.resolve("training/pictures/10_lego/a.png");

        stage(training());
        assertThat(Files.isSameFile(staged, image)).isTrue();
        permissions = "rwxrwx---";
        stage(training());

        assertThat(Files.isSameFile(staged, image)).isFalse();
        assertThat(staged).hasContent("image");
    }

    /** The staged files of the dataset and their content. */
    private Map<String, String> stage(TestTrainings training) throws IOException {
        StorageUri base = new StorageUri("atelier", "base.safetensors");
        write(base, "the base");
        TrainingWorkDir workDir = new TrainingWorkDir(folder.resolve("training"));
        workDir.create();
        Files.setPosixFilePermissions(workDir.root(), PosixFilePermissions.fromString(permissions));

        Path model = new TrainingInputStager(store)
                .stage(training.base(base).dataset(DATASET).pending().plan(), workDir, () -> false);

        assertThat(model).hasContent("the base");
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(workDir.images())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(workDir.images().relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private void write(StorageUri location, String content) throws IOException {
        store.put(location, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), "text/plain");
    }
}

package dev.atelier.localgpu.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuppliesTest {

    private static final StorageUri DATASET = new StorageUri("atelier", "dataset/lego");

    @TempDir
    Path folder;

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @BeforeEach
    void fillTheStore() {
        for (String file : new String[] {"a.png", "b.jpg", "c.webp", "3_cars/d.png", "x/y/e.png"}) {
            atelier.write(DATASET.resolve(file), "picture");
        }
        atelier.write(DATASET.resolve("a.txt"), "a brick");
        atelier.write(DATASET.resolve("b.jpg.txt"), "two bricks");
    }

    @Test
    void picturesKeepTheirFoldersAndCaptions() throws IOException {
        assertThat(brought(training()))
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
    void whatPicturesDoNotSayThemselvesTheTrainingSays() throws IOException {
        assertThat(brought(training().pictures(1, "é of \"sks\"")))
                .containsEntry("1_lego/a.txt", "a brick")
                .containsEntry("1_lego/b.jpg.txt", "two bricks")
                .containsEntry("1_lego/c.txt", "é of \"sks\"")
                .containsEntry("1_x/y_e.txt", "é of \"sks\"")
                .containsEntry("3_cars/d.txt", "é of \"sks\"")
                .hasSize(10);
    }

    /** The files among the pictures, with what they hold. */
    private Map<String, String> brought(TestTrainings training) throws IOException {
        StorageUri base = new StorageUri("atelier", "base.safetensors");
        atelier.write(base, "the base");
        TrainingFolder place = new TrainingFolder(folder);
        place.make();

        Path model = new Supplies(atelier.store)
                .bring(training.base(base).dataset(DATASET).pending(), place, () -> false);

        assertThat(model).hasContent("the base");
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(place.pictures())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(place.pictures().relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }
}

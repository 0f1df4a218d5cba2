package dev.atelier.localgpu.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingResultUploaderTest {

    private static final String FIRST = "e000001-00.png";
    private static final String SECOND = "e000002-00.png";

    @TempDir
    Path folder;

    private final TrainingJob job = training()
            .with("sample_every_n_epochs", 1)
            .with("sample_prompts", "a cat")
            .preparing();
    private final StorageUri stored = StorageLayout.trainingSamples(job.output());
    private Path samples;

    @BeforeEach
    void makeTwoImages() throws IOException {
        samples = Files.createDirectories(folder.resolve("output/sample"));
        for (int epoch = 1; epoch <= 2; epoch++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", samples.resolve(file(epoch)).toFile());
        }
    }

    private String file(int epoch) {
        return job.plan().outputName() + "_e00000" + epoch + "_00_20260131120000.png";
    }

    private TrainingResultUploader uploader(InMemoryModelStore store) {
        TrainingWorkDir workDir = new TrainingWorkDir(folder);
        return new TrainingResultUploader(
                new TrainingFiles(store, new InMemoryInspector()), job, workDir, new LocalPaths(workDir));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(samples)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void anImageThatCannotBeStoredDoesNotHoldUpTheNext() throws IOException {
        InMemoryModelStore store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                if (location.fileName().equals(FIRST)) {
                    content.close();
                    throw new IOException("refused");
                }
                super.put(location, content, contentType);
            }
        };

        uploader(store).storeSamples();

        assertThat(store.files()).containsExactly(stored.resolve(SECOND));
        assertThat(left()).containsExactly(file(1));
    }

    @Test
    void neitherDoesOneThatCannotBeDeleted() throws IOException {
        InMemoryModelStore store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                super.put(location, content, contentType);
                if (location.fileName().equals(FIRST)) {
                    Files.delete(samples.resolve(file(1)));
                }
            }
        };

        uploader(store).storeSamples();

        assertThat(store.files()).contains(stored.resolve(FIRST), stored.resolve(SECOND));
        assertThat(left()).isEmpty();
    }

    @Test
    void afterARestartThoseInTheStoreCount() throws IOException {
        InMemoryModelStore store = new InMemoryModelStore(Clock.systemUTC());
        for (int step = 0; step < 499; step++) {
            String name = String.format("s%06d-00", step);
            for (String ending : List.of(".png", ".jpg")) {
                store.put(stored.resolve(name + ending), new ByteArrayInputStream(new byte[1]), "image/png");
            }
        }

        uploader(store).storeSamples();

        assertThat(store.files()).contains(stored.resolve(FIRST)).doesNotContain(stored.resolve(SECOND));
        assertThat(left()).isEmpty();
    }

    @Test
    void whatCannotBeListedIsListedLater() throws IOException {
        boolean[] broken = {true};
        InMemoryModelStore store = new InMemoryModelStore(Clock.systemUTC()) {
            @Override
            public Stream<StorageUri> list(StorageUri listed) {
                if (broken[0]) {
                    throw new UncheckedIOException(new IOException("no answer"));
                }
                return super.list(listed);
            }
        };
        TrainingResultUploader uploader = uploader(store);
        uploader.storeSamples();
        assertThat(left()).hasSize(2);

        broken[0] = false;
        uploader.storeSamples();

        assertThat(store.files()).contains(stored.resolve(FIRST), stored.resolve(SECOND));
    }
}

package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelDescriberTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final Checkpoint stored = atelier.add(checkpoint().files("a.safetensors", "a.yaml", "b.ckpt"));

    private void write() {
        for (ModelFile file : stored.files()) {
            atelier.write(file.location(), file.name().value());
        }
    }

    private ModelDescriber reading(ModelDescriptionReader reader) {
        return new ModelDescriber(atelier.store, reader, atelier.descriptions);
    }

    @Test
    void describesEachModelAtItsPosition() {
        write();

        atelier.describer.describe(stored);

        assertThat(atelier.descriptions.find(List.of(stored.id())))
                .isEqualTo(Map.of(
                        stored.id(),
                        Map.of(
                                0,
                                InMemoryModelDescriptionReader.of("a.safetensors"),
                                2,
                                InMemoryModelDescriptionReader.of("b.ckpt"))));
    }

    @Test
    void aModelIsUsableWhereNoneCanBeMade() {
        assertThatCode(() -> atelier.describer.describe(stored))
                .as("its files are gone")
                .doesNotThrowAnyException();
        write();
        assertThatCode(() -> reading((name, file) -> {
                            throw new IOException("the disk is broken");
                        })
                        .describe(stored))
                .doesNotThrowAnyException();
        assertThatCode(() -> reading((name, file) -> {
                            throw new IllegalStateException("nothing like it was ever seen");
                        })
                        .describe(stored))
                .doesNotThrowAnyException();

        assertThat(atelier.descriptions.find(List.of(stored.id()))).isEmpty();
    }
}

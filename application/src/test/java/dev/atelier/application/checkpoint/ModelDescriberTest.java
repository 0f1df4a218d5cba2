package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "LORA, STABLE_DIFFUSION, its kind is LoRA; upload it as Lora",
        "LOKR, VAE, its kind is LyCORIS LoKr; upload it as Lora",
        "CHECKPOINT, LORA, its kind is checkpoint; upload it as Stable-diffusion",
        "VAE, STABLE_DIFFUSION, its kind is VAE; upload it as VAE",
        "UPSCALER, LORA, its kind is upscaler",
        "TEXT_ENCODER, LORA, its kind is text encoder; upload it as VAE",
        "IP_ADAPTER, STABLE_DIFFUSION, its kind is IP-Adapter; upload it as ControlNet",
    })
    void aModelOfAnotherTypeIsRejected(ModelKind kind, CheckpointType type, String what) {
        write();

        assertThatThrownBy(
                        () -> recognizing(kind).requireType(type, stored.files().get(0)))
                .isInstanceOf(ModelFileRejectedException.class)
                .hasMessageStartingWith("file a.safetensors is no " + type.word() + " model: its kind is ")
                .hasMessageEndingWith(what);
    }

    @Test
    void whatIsNotCertainlyOfAnotherTypeIsLetThrough() {
        assertThatCode(() -> recognizing(ModelKind.LORA)
                        .requireType(CheckpointType.VAE, stored.files().get(0)))
                .as("its file is gone")
                .doesNotThrowAnyException();
        write();

        for (CheckpointType type : CheckpointType.values()) {
            assertThatCode(() -> recognizing(ModelKind.UNKNOWN)
                            .requireType(type, stored.files().get(0)))
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> recognizing(ModelKind.IP_ADAPTER)
                        .requireType(CheckpointType.CONTROL_NET, stored.files().get(0)))
                .doesNotThrowAnyException();
        assertThatCode(() -> recognizing(ModelKind.LORA)
                        .requireType(CheckpointType.CONTROL_NET, stored.files().get(0)))
                .as("a PhotoMaker has a LoRA in itself")
                .doesNotThrowAnyException();
        assertThatCode(() -> recognizing(ModelKind.TEXT_ENCODER)
                        .requireType(CheckpointType.VAE, stored.files().get(0)))
                .as("Forge's additional modules")
                .doesNotThrowAnyException();
        assertThatCode(() -> recognizing(ModelFamily.FLUX_1, ModelKind.VAE)
                        .requireType(
                                CheckpointType.STABLE_DIFFUSION, stored.files().get(0)))
                .as("a whole checkpoint has one in itself")
                .doesNotThrowAnyException();
        assertThatCode(() -> recognizing(ModelKind.VAE)
                        .requireType(
                                CheckpointType.STABLE_DIFFUSION,
                                stored.files().get(0).named(new CheckpointFileName("a.vae.safetensors"))))
                .as("no job can name it as a checkpoint")
                .doesNotThrowAnyException();
    }

    private ModelDescriber recognizing(ModelKind kind) {
        return recognizing(ModelFamily.UNKNOWN, kind);
    }

    private ModelDescriber recognizing(ModelFamily family, ModelKind kind) {
        return reading((name, file) -> Optional.of(new ModelDescription(family, kind, "", 0, Map.of(), List.of())));
    }
}

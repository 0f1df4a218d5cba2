package dev.atelier.domain.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ModelReferenceTest {

    private static final StorageUri FOLDER = new StorageUri("b", "folder");
    private static final CheckpointFileName RENAMED = new CheckpointFileName("renamed");

    @Test
    void knowsWhereTheBytesOfAStoredFileLie() {
        Checkpoint stored = checkpoint(Checkpoint.Origin.STORE);

        ModelReference model = ModelReference.of(stored, RENAMED);

        assertThat(model)
                .isEqualTo(new ModelReference(
                        CheckpointType.LORA, "renamed", stored.id(), FOLDER.resolve("as-uploaded"), FOLDER));
        assertThat(model.isFile()).isTrue();
        assertThat(model.isStored()).isTrue();
    }

    @Test
    void hasNoBytesInTheStoreForAFileOfNodes() {
        ModelReference model = ModelReference.of(checkpoint(Checkpoint.Origin.NODE), RENAMED);

        assertThat(model.isFile()).isTrue();
        assertThat(model.isStored()).isFalse();
        assertThat(model.folder()).isEqualTo(FOLDER);
    }

    @Test
    void aWordIsNoFile() {
        ModelReference model = ModelReference.word(CheckpointType.VAE, "Automatic");

        assertThat(model.isFile()).isFalse();
        assertThat(model.isStored()).isFalse();
    }

    private static Checkpoint checkpoint(Checkpoint.Origin origin) {
        return new Checkpoint(
                new CheckpointId(new UUID(1, 2)),
                CheckpointType.LORA,
                CheckpointStatus.ACTIVE,
                origin,
                FOLDER,
                List.of(
                        new ModelFile(new CheckpointFileName("other"), FOLDER.resolve("other")),
                        new ModelFile(RENAMED, FOLDER.resolve("as-uploaded"))),
                Map.of(),
                Map.of(),
                new UserName("ann"),
                Set.of(),
                Instant.EPOCH);
    }
}

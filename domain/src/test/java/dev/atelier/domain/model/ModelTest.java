package dev.atelier.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ModelTest {

    private static final StorageUri OUTPUT = new StorageUri("atelier", "Lora/model/a/output");

    @Test
    void beginsAndEndsOneWayOrTheOther() {
        Model initialed = model();

        assertThat(initialed.begin().status()).isEqualTo(ModelStatus.CREATING);
        assertThat(initialed.begin().putBack()).isEqualTo(initialed);
        assertThat(initialed.begin().complete().status()).isEqualTo(ModelStatus.COMPLETE);
        assertThat(initialed.begin().fail("it broke").status()).isEqualTo(ModelStatus.FAIL);
        assertThat(initialed.begin().fail("it broke").error()).isEqualTo("it broke");
    }

    @Test
    void hasNoWayAroundItsCreation() {
        assertThatThrownBy(() -> model().complete())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("model " + model().id() + " is Initialed and cannot become Complete");
    }

    @Test
    void standsForACheckpointOfItsOneFile() {
        ModelFile file = new ModelFile(new CheckpointFileName("a.pt"), OUTPUT.resolve("a.pt"), "00");
        Instant later = Instant.EPOCH.plusSeconds(60);

        Checkpoint checkpoint = model().checkpoint(file, later);

        assertThat(checkpoint.id()).isEqualTo(model().id().checkpoint());
        assertThat(checkpoint.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(checkpoint.type()).isEqualTo(CheckpointType.LORA);
        assertThat(checkpoint.files()).containsExactly(file);
        assertThat(checkpoint.location()).isEqualTo(OUTPUT);
        assertThat(checkpoint.creator()).isEqualTo(new UserName("ann"));
        assertThat(checkpoint.allowedRolesOrUsers()).containsExactly(Principal.of(new RoleName("designer")));
        assertThat(checkpoint.created()).isEqualTo(later);
        assertThat(checkpoint.params()).containsEntry("message", "model a");
    }

    private static Model model() {
        return new Model(
                new ModelId(new UUID(0, 1)),
                new ModelName("a"),
                CheckpointType.LORA,
                ModelStatus.INITIALED,
                new ModelPackage(new CheckpointFileName("a.pt.tar")),
                new MultipartUpload("upload", OUTPUT.resolve("a.pt.tar"), 1),
                OUTPUT,
                Map.of("depth", 1),
                null,
                new UserName("ann"),
                Set.of(Principal.of(new RoleName("designer"))),
                Instant.EPOCH);
    }
}

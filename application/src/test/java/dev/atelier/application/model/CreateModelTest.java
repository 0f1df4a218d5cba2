package dev.atelier.application.model;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.model.ModelStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreateModelTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private BulkOperationsPolicy bulkOperationsPolicy = new BulkOperationsPolicy(true);

    @Test
    void startsTheUploadAndKeepsTheParams() {
        CreateModel.Created created = create(designer("ann"), "a.safetensors.tar");

        Model model = created.model();
        assertThat(atelier.models.find(model.id())).contains(model);
        assertThat(model.status()).isEqualTo(ModelStatus.INITIALED);
        assertThat(model.creator()).isEqualTo(new UserName("ann"));
        assertThat(model.allowedRolesOrUsers()).isEqualTo(principals("designer"));
        assertThat(model.params()).isEqualTo(Map.of("depth", 1));
        assertThat(model.created()).isEqualTo(atelier.clock.instant());
        assertThat(model.output()).hasToString("s3://atelier/Stable-diffusion/model/mine/" + model.id() + "/output");
        assertThat(created.partUrls()).hasSize(3);
        atelier.store.upload(created.partUrls().get(2), new byte[1]);
    }

    @Test
    void noCheckpointIsSeenOfItBeforeItIsComplete() {
        Model model = create(designer("ann"), "a.safetensors").model();

        assertThat(atelier.checkpoints.find(model.id().checkpoint())).isEmpty();
        assertThat(atelier.checkpoints.find(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName("a.safetensors")))
                .isEmpty();
    }

    @Test
    void rejectsTheNameOfACheckpointsFileAtOnce() {
        atelier.add(TestCheckpoints.checkpoint().files("a.safetensors"));

        assertThatThrownBy(() -> create(designer("ann"), "a.safetensors"))
                .isInstanceOf(CheckpointNameTakenException.class);

        assertThat(atelier.store.openUploads()).isZero();
    }

    @Test
    void rejectsAFileThatCanBeNoModel() {
        assertThatThrownBy(() -> create(designer("ann"), "notes.txt")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void withoutBulkOperationsAnArchiveIsRejected() {
        bulkOperationsPolicy = new BulkOperationsPolicy(false);

        assertThatThrownBy(() -> create(designer("ann"), "a.tar"))
                .isInstanceOf(NotSupportedException.class)
                .hasMessage(
                        "archives are not unpacked in this installation (atelier.bulk-operations.enabled is false); upload the"
                                + " model file itself, out of its archive");

        assertThat(atelier.store.openUploads()).isZero();
        assertThat(create(designer("ann"), "a.safetensors").partUrls()).hasSize(3);
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> create(holding("ann", "checkpoint:list"), "a.tar"))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(atelier.store.openUploads()).isZero();
    }

    private CreateModel.Created create(Caller caller, String file) {
        CreateModel create = new CreateModel(
                atelier.models,
                atelier.checkpoints,
                bulkOperationsPolicy,
                atelier.store,
                atelier.layout,
                atelier.ids,
                atelier.clock,
                atelier.audit);
        return create.create(
                caller,
                new CreateModel.Command(
                        CheckpointType.STABLE_DIFFUSION,
                        new ModelName("mine"),
                        new FileParts(new CheckpointFileName(file), 3),
                        Map.of("depth", 1)));
    }
}

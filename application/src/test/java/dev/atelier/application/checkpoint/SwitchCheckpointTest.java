package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchCheckpointTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final SwitchCheckpoint statuses = new SwitchCheckpoint(atelier.checkpoints, atelier.audit);
    private final Checkpoint model = atelier.add(checkpoint().files("a.safetensors"));

    private Checkpoint stored() {
        return atelier.checkpoints.find(model.id()).orElseThrow();
    }

    @Test
    void aModelIsTakenOutOfUseAndBack() {
        statuses.set(ANN, model.id(), CheckpointStatus.DISABLED);

        assertThat(stored()).isEqualTo(model.disable());
        assertThat(atelier.checkpoints.find(model.type(), new CheckpointFileName("a.safetensors")))
                .isEmpty();

        statuses.set(ANN, model.id(), CheckpointStatus.ACTIVE);

        assertThat(stored()).isEqualTo(model);
        assertThat(atelier.auditLog.deeds())
                .containsExactly("checkpoint.disable " + model.id(), "checkpoint.enable " + model.id());
    }

    @Test
    void whatIsChangedMeanwhileStays() {
        InMemoryCheckpointRepository renaming = new InMemoryCheckpointRepository() {
            private boolean isRead;

            @Override
            public synchronized Optional<Checkpoint> find(CheckpointId id) {
                Optional<Checkpoint> seen = super.find(id);
                if (!isRead) {
                    isRead = true;
                    update(seen.orElseThrow().rename(new CheckpointFileName("b.safetensors")), CheckpointStatus.ACTIVE);
                }
                return seen;
            }
        };
        renaming.add(model);

        Checkpoint disabled =
                new SwitchCheckpoint(renaming, atelier.audit).set(ANN, model.id(), CheckpointStatus.DISABLED);

        assertThat(renaming.find(model.id())).contains(disabled);
        assertThat(disabled.files()).extracting(file -> file.name().value()).containsExactly("b.safetensors");
    }

    @Test
    void aNameThatAnotherHasGotMeanwhileHindersIt() {
        statuses.set(ANN, model.id(), CheckpointStatus.DISABLED);
        atelier.add(checkpoint().files("a.safetensors"));

        assertThatThrownBy(() -> statuses.set(ANN, model.id(), CheckpointStatus.ACTIVE))
                .isInstanceOf(CheckpointNameTakenException.class);
        assertThat(stored().status()).isEqualTo(CheckpointStatus.DISABLED);
    }

    @Test
    void onlyWhatHasFilesInTheStoreIsSwitched() {
        Checkpoint failed =
                atelier.add(checkpoint().status(CheckpointStatus.DISABLED).params(Map.of("error", "it was broken")));
        Checkpoint onNodes = atelier.add(checkpoint().onNodes());
        Checkpoint uploading = atelier.add(checkpoint().uploading("b.safetensors"));

        isRefused(failed, CheckpointStatus.ACTIVE, "since it has no files: it was broken");
        isRefused(onNodes, CheckpointStatus.DISABLED, "remove the file there");
        isRefused(uploading, CheckpointStatus.DISABLED, "is Initial; only an Active one can be disabled");
        isRefused(uploading, CheckpointStatus.ACTIVE, "is Initial; only a Disabled one can be enabled");
        isRefused(model, CheckpointStatus.ACTIVE, "is Active; only a Disabled one can be enabled");
        isRefused(model, CheckpointStatus.INITIAL, "is made Active or Disabled, not Initial");
        assertThat(atelier.auditLog.deeds()).isEmpty();
    }

    private void isRefused(Checkpoint refused, CheckpointStatus status, String message) {
        Caller creator = designer(refused.creator().value());
        assertThatThrownBy(() -> statuses.set(creator, refused.id(), status))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void onlyTheCreatorAndAdministratorsMay() {
        assertThatThrownBy(() -> statuses.set(designer("eve"), model.id(), CheckpointStatus.DISABLED))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> statuses.set(holding("ann", "checkpoint:list"), model.id(), CheckpointStatus.DISABLED))
                .isInstanceOf(PermissionDeniedException.class);
    }
}

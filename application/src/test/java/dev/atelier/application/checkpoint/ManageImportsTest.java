package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ImportStatus.State;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManageImportsTest {

    private static final Caller ANN = holding("ann", "checkpoint:create", "checkpoint:list");
    private static final Caller BOB = designer("bob");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ManageImports manage =
            new ManageImports(atelier.imports, atelier.store, atelier.clock, atelier.audit);

    @Test
    void theOwnerPausesResumesAndCancels() {
        Checkpoint checkpoint = add();

        assertThat(manage.get(ANN, checkpoint.id()).state()).isEqualTo(State.WAITING);
        assertThat(manage.pause(ANN, checkpoint.id()).state()).isEqualTo(State.PAUSED);
        assertThat(manage.resume(ANN, checkpoint.id()).state()).isEqualTo(State.WAITING);
        ImportStatus cancelled = manage.cancel(ANN, checkpoint.id());

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(cancelled.ended()).contains(atelier.clock.instant());
        assertThat(cancelled.checkpoint().status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(cancelled.checkpoint().error()).contains("cancelled by user ann");
        assertThat(atelier.auditLog.deeds()).containsExactly("import.cancel " + checkpoint.id());
    }

    @Test
    void whatACancelledImportHadStoredIsDeleted() {
        Checkpoint checkpoint = add();
        atelier.write(checkpoint.location().resolve("part.ckpt"), "bytes");

        manage.cancel(ANN, checkpoint.id());

        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void oneThatHasEndedStaysAsItIs() {
        Checkpoint checkpoint = add();
        manage.cancel(ANN, checkpoint.id());

        assertThatThrownBy(() -> manage.pause(ANN, checkpoint.id()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("import " + checkpoint.id() + " is Cancelled; only one in progress can be paused");
        assertThatThrownBy(() -> manage.resume(ANN, checkpoint.id())).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> manage.cancel(ANN, checkpoint.id())).isInstanceOf(InvalidRequestException.class);
        assertThat(atelier.auditLog.deeds()).hasSize(1);
    }

    @Test
    void thoseOfOthersAreSeenAndSteeredByAdministratorsAlone() {
        Checkpoint checkpoint = add();

        assertThatThrownBy(() -> manage.get(BOB, checkpoint.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> manage.pause(BOB, checkpoint.id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> manage.cancel(BOB, checkpoint.id())).isInstanceOf(NotFoundException.class);
        assertThat(manage.list(BOB, Optional.empty(), 10).items()).isEmpty();
        assertThat(manage.get(ANN, checkpoint.id()).state()).isEqualTo(State.WAITING);

        assertThat(manage.list(administrator(), Optional.empty(), 10).items()).hasSize(1);
        assertThat(manage.pause(administrator(), checkpoint.id()).state()).isEqualTo(State.PAUSED);
    }

    @Test
    void needsThePermissions() {
        Checkpoint checkpoint = add();
        Caller reader = holding("ann", "checkpoint:list");
        Caller other = holding("ann", "inference:all");

        assertThatThrownBy(() -> manage.pause(reader, checkpoint.id())).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.resume(reader, checkpoint.id())).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.cancel(reader, checkpoint.id())).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.list(other, Optional.empty(), 1)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> manage.get(other, checkpoint.id())).isInstanceOf(PermissionDeniedException.class);
    }

    private Checkpoint add() {
        Checkpoint checkpoint =
                checkpoint().by("ann").status(CheckpointStatus.INITIAL).build();
        atelier.imports.add(checkpoint, List.of(ImportSource.of(SourceUrl.parse("https://models.example/a.ckpt"))), 5);
        return checkpoint;
    }
}

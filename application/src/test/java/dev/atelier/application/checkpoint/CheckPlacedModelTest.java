package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckPlacedModelTest {

    private static final UserName ANN = new UserName("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CheckPlacedModel check = new CheckPlacedModel(
            atelier.checkpoints,
            new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles)));

    @BeforeEach
    void addOwner() {
        ownerHolds("designer");
    }

    @Test
    void aFileOfAnActiveCheckpointMayStay() {
        assertThat(mayStay(add(checkpoint().files("a.ckpt").openTo("designer")), "a.ckpt"))
                .isTrue();
        assertThat(mayStay(add(checkpoint().files("b.ckpt", "b.yaml").openTo("user:ann")), "b.yaml"))
                .isTrue();
    }

    @Test
    void aFileGoesWithItsCheckpoint() {
        Checkpoint model = add(checkpoint().files("a.ckpt"));
        atelier.checkpoints.delete(model.id());

        assertThat(mayStay(model, "a.ckpt")).isFalse();
        Checkpoint disabled = add(checkpoint().files("b.ckpt").status(CheckpointStatus.DISABLED));
        assertThat(mayStay(disabled, "b.ckpt")).isFalse();
        assertThat(mayStay(add(checkpoint().uploading("c.ckpt")), "c.ckpt")).isFalse();
    }

    @Test
    void aFileGoesWhenItsCheckpointHasAnotherName() {
        Checkpoint model = add(checkpoint().files("a.ckpt"));
        atelier.checkpoints.update(model.rename(new CheckpointFileName("b.ckpt")), CheckpointStatus.ACTIVE);

        assertThat(mayStay(model, "a.ckpt")).isFalse();
    }

    @Test
    void aFileGoesWhenAnotherCheckpointHasItsName() {
        Checkpoint model = add(checkpoint().files("a.ckpt"));
        atelier.checkpoints.delete(model.id());
        add(checkpoint().files("a.ckpt"));

        assertThat(mayStay(model, "a.ckpt")).isFalse();
    }

    @Test
    void aFileGoesWhenItsOwnerMayUseItNoLonger() {
        Checkpoint model = add(checkpoint().files("a.ckpt").openTo("designer"));

        ownerHolds("guest");
        assertThat(mayStay(model, "a.ckpt")).isFalse();

        ownerHolds("designer");
        assertThat(mayStay(model, "a.ckpt")).isTrue();

        atelier.users.delete(List.of(ANN));
        assertThat(mayStay(model, "a.ckpt")).isFalse();
    }

    @Test
    void aFileGoesThatComputeDoesNotLoad() {
        Checkpoint model = add(checkpoint().files("a.ckpt", "a.png", "b.yaml"));
        Checkpoint lora = add(checkpoint().type(LORA).files("l.ckpt", "l.yaml"));

        assertThat(mayStay(model, "a.png")).isFalse();
        assertThat(mayStay(model, "b.yaml")).isFalse();
        assertThat(mayStay(lora, "l.yaml")).isFalse();
    }

    private boolean mayStay(Checkpoint checkpoint, String file) {
        return check.mayStay(
                checkpoint.id(),
                new CheckpointFileName(file),
                checkpoint.location().resolve(file).toString());
    }

    private Checkpoint add(TestCheckpoints checkpoint) {
        return atelier.add(checkpoint.by("ann"));
    }

    private void ownerHolds(String role) {
        atelier.users.save(new User(ANN, ANN, Set.of(new RoleName(role)), atelier.clock.instant()));
    }
}

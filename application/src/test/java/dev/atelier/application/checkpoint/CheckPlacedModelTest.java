package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckPlacedModelTest {

    private static final UserName ANN = new UserName("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CheckPlacedModel check = new CheckPlacedModel(
            atelier.checkpoints, new AuthenticateCaller(atelier.keys, atelier.users, atelier.roles));

    @BeforeEach
    void addOwner() {
        ownerHolds("designer");
    }

    @Test
    void aFileOfAnActiveCheckpointMayStay() {
        assertThat(mayStay(add(checkpoint().files("a.pt").openTo("designer")), STABLE_DIFFUSION, "a.pt"))
                .isTrue();
        assertThat(mayStay(add(checkpoint().files("b.pt", "b.yaml").openTo("user:ann")), STABLE_DIFFUSION, "b.yaml"))
                .isTrue();
    }

    @Test
    void aFileGoesWithItsCheckpoint() {
        Checkpoint model = add(checkpoint().files("a.pt"));
        atelier.checkpoints.delete(model.id());

        assertThat(mayStay(model, STABLE_DIFFUSION, "a.pt")).isFalse();
        Checkpoint disabled = add(checkpoint().files("b.pt").status(CheckpointStatus.DISABLED));
        assertThat(mayStay(disabled, STABLE_DIFFUSION, "b.pt")).isFalse();
        assertThat(mayStay(add(checkpoint().uploading("c.pt")), STABLE_DIFFUSION, "c.pt"))
                .isFalse();
    }

    @Test
    void aFileGoesWhenItsCheckpointHasAnotherName() {
        Checkpoint model = add(checkpoint().files("a.pt"));
        atelier.checkpoints.update(model.rename(new CheckpointFileName("b.pt")), CheckpointStatus.ACTIVE);

        assertThat(mayStay(model, STABLE_DIFFUSION, "a.pt")).isFalse();
    }

    @Test
    void aFileGoesWhenAnotherCheckpointHasItsName() {
        Checkpoint model = add(checkpoint().files("a.pt"));
        atelier.checkpoints.delete(model.id());
        add(checkpoint().files("a.pt"));

        assertThat(mayStay(model, STABLE_DIFFUSION, "a.pt")).isFalse();
    }

    @Test
    void aFileGoesWhenItsOwnerMayUseItNoLonger() {
        Checkpoint model = add(checkpoint().files("a.pt").openTo("designer"));

        ownerHolds("guest");
        assertThat(mayStay(model, STABLE_DIFFUSION, "a.pt")).isFalse();

        ownerHolds("designer");
        assertThat(mayStay(model, STABLE_DIFFUSION, "a.pt")).isTrue();

        atelier.users.delete(List.of(ANN));
        assertThat(mayStay(model, STABLE_DIFFUSION, "a.pt")).isFalse();
    }

    @Test
    void aFileGoesThatComputeDoesNotLoad() {
        Checkpoint model = add(checkpoint().files("a.pt", "a.png", "b.yaml"));
        Checkpoint lora = add(checkpoint().type(LORA).files("l.pt", "l.yaml"));

        assertThat(mayStay(model, STABLE_DIFFUSION, "a.png")).isFalse();
        assertThat(mayStay(model, STABLE_DIFFUSION, "b.yaml")).isFalse();
        assertThat(mayStay(lora, LORA, "l.yaml")).isFalse();
    }

    private boolean mayStay(Checkpoint checkpoint, CheckpointType type, String file) {
        return check.mayStay(
                type,
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

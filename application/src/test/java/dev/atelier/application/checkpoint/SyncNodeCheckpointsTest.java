package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SyncNodeCheckpointsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final SyncNodeCheckpoints publish =
            new SyncNodeCheckpoints(atelier.checkpoints, atelier.layout, atelier.clock);

    @Test
    void publishesWhatNodesHave() {
        publish.publish(models("a", "b"), true);

        assertThat(find("a").orElseThrow())
                .extracting(Checkpoint::status, Checkpoint::origin, Checkpoint::allowedRolesOrUsers)
                .containsExactly(CheckpointStatus.ACTIVE, Checkpoint.Origin.NODE, principals("*"));
        assertThat(find("b")).isPresent();
    }

    @Test
    void publishingAgainChangesNothing() {
        publish.publish(models("a"), true);
        Checkpoint first = find("a").orElseThrow();
        atelier.clock.pass(Duration.ofDays(1));

        publish.publish(models("a"), true);

        assertThat(find("a")).contains(first);
    }

    @Test
    void freesTheNameOfAMissingModelOnceEveryNodeHasResponded() {
        publish.publish(models("a", "b"), true);

        publish.publish(models("b"), false);
        assertThat(find("a")).isPresent();

        publish.publish(models("b"), true);
        assertThat(find("a")).isEmpty();
        assertThat(find("b")).isPresent();
    }

    @Test
    void whatHasComeBackIsTheSameCheckpoint() {
        publish.publish(models("a"), true);
        Checkpoint first = find("a").orElseThrow();
        publish.publish(Set.of(), true);

        publish.publish(models("a"), false);

        assertThat(find("a")).map(Checkpoint::id).contains(first.id());
    }

    @Test
    void leavesANameToTheStoredCheckpointThatHasIt() {
        Checkpoint stored = atelier.add(checkpoint().files("a"));
        Checkpoint uploading = atelier.add(checkpoint().files("b").status(CheckpointStatus.INITIAL));

        publish.publish(models("a", "b"), true);
        publish.publish(Set.of(), true);

        assertThat(find("a")).contains(stored);
        assertThat(find("b")).contains(uploading);
    }

    /** An upload of the name of a model on a node does not take the model away before it is complete. */
    @Test
    void aModelOfANodeServesUntilAnUploadOfItsNameIsComplete() {
        CheckpointFileName file = new CheckpointFileName("a");
        publish.publish(models("a"), true);
        Checkpoint uploading = atelier.add(checkpoint().files("a").status(CheckpointStatus.INITIAL));

        publish.publish(models("a"), true);
        assertThat(ActiveCheckpointFinder.find(
                        atelier.checkpoints, designer("ann"), CheckpointType.STABLE_DIFFUSION, file))
                .extracting(Checkpoint::origin)
                .isEqualTo(Checkpoint.Origin.NODE);

        atelier.checkpoints.update(uploading.activate(), CheckpointStatus.INITIAL);
        publish.publish(models("a"), true);
        assertThat(ActiveCheckpointFinder.find(
                        atelier.checkpoints, administrator(), CheckpointType.STABLE_DIFFUSION, file))
                .extracting(Checkpoint::id)
                .isEqualTo(uploading.id());

        atelier.checkpoints.delete(uploading.id());
        publish.publish(models("a"), true);
        assertThat(find("a").orElseThrow().origin()).isEqualTo(Checkpoint.Origin.NODE);
    }

    @Test
    void aNameThatAnotherTakesMeanwhileIsNoFailure() {
        InMemoryCheckpointRepository late = new InMemoryCheckpointRepository() {
            @Override
            public synchronized void add(Checkpoint checkpoint) {
                throw new CheckpointNameTakenException("a");
            }
        };

        new SyncNodeCheckpoints(late, atelier.layout, atelier.clock).publish(models("a"), true);

        assertThat(late.findAllOnNodes()).isEmpty();
    }

    private static Set<NodeModel> models(String... files) {
        return Stream.of(files)
                .map(file -> new NodeModel(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName(file)))
                .collect(Collectors.toSet());
    }

    private Optional<Checkpoint> find(String file) {
        return atelier.checkpoints.find(CheckpointType.STABLE_DIFFUSION, new CheckpointFileName(file));
    }
}

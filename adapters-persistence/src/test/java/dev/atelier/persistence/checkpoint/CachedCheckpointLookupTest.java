package dev.atelier.persistence.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class CachedCheckpointLookupTest {

    private static final CheckpointFileName FILE = new CheckpointFileName("style.safetensors");
    private static final Set<String> STEMS = Set.of(CheckpointFileName.stem(FILE.value()));

    private final PersistenceFixture persistenceFixture;
    private final CheckpointRepository stored;
    private final CheckpointLookup lookup;
    private final Checkpoint checkpoint = checkpoint().files(FILE.value()).build();

    CachedCheckpointLookupTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        this.stored = persistenceFixture.bean(CheckpointRepository.class);
        this.lookup = persistenceFixture.bean(CheckpointLookup.class);
        persistenceFixture.clear();
        stored.add(checkpoint);
    }

    @Test
    void findsWhatTheRepositoryFinds() {
        for (int i = 0; i < 2; i++) {
            assertThat(lookup.find(checkpoint.id())).contains(checkpoint);
            assertThat(lookup.find(checkpoint.type(), FILE)).contains(checkpoint);
            assertThat(lookup.activeWithStems(STEMS)).containsExactly(checkpoint);
            assertThat(lookup.activeWithStems(Set.of("other"))).isEmpty();
        }
    }

    @Test
    void whatThisProcessDeletesIsGoneAtOnce() {
        findsWhatTheRepositoryFinds();

        stored.delete(checkpoint.id());

        assertThat(isFound()).isFalse();
    }

    @Test
    void whatThisProcessChangesIsSeenAtOnce() {
        findsWhatTheRepositoryFinds();
        Checkpoint disabled = checkpoint.disable();

        assertThat(stored.update(disabled, checkpoint.status())).isTrue();

        assertThat(lookup.find(checkpoint.id())).contains(disabled);
        assertThat(lookup.find(checkpoint.type(), FILE)).isEmpty();
        assertThat(lookup.activeWithStems(STEMS)).isEmpty();
    }

    @Test
    void whatAnotherReplicaDeletesIsGoneWithinASecond() {
        findsWhatTheRepositoryFinds();
        try (PersistenceFixture replica = persistenceFixture.replica()) {
            replica.bean(CheckpointRepository.class).delete(checkpoint.id());

            await().pollDelay(RecentReads.LIFETIME).until(() -> true);
            assertThat(isFound()).isFalse();
        }
    }

    private boolean isFound() {
        return lookup.find(checkpoint.id()).isPresent()
                || lookup.find(checkpoint.type(), FILE).isPresent()
                || !lookup.activeWithStems(STEMS).isEmpty();
    }
}

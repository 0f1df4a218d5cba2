package dev.atelier.persistence.endpoint;

import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class CachedEndpointLookupTest {

    private final PersistenceFixture persistenceFixture;
    private final EndpointRepository stored;
    private final EndpointLookup lookup;
    private final Endpoint endpoint =
            endpoint().status(EndpointStatus.IN_SERVICE).build();

    CachedEndpointLookupTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        this.stored = persistenceFixture.bean(EndpointRepository.class);
        this.lookup = persistenceFixture.bean(EndpointLookup.class);
        persistenceFixture.clear();
        stored.add(endpoint);
    }

    @Test
    void findsWhatTheRepositoryFinds() {
        for (int i = 0; i < 2; i++) {
            assertThat(lookup.find(endpoint.id())).contains(endpoint);
            assertThat(lookup.find(endpoint.name())).contains(endpoint);
            assertThat(lookup.of(endpoint.backend())).containsExactly(endpoint);
            assertThat(lookup.serving(endpoint.type())).containsExactly(endpoint);
            assertThat(lookup.serving(endpoint.type(), Set.copyOf(endpoint.roles())))
                    .containsExactly(endpoint);
            assertThat(lookup.serving(endpoint.type(), Set.of("no such role"))).isEmpty();
        }
    }

    @Test
    void whatThisProcessDeletesIsGoneAtOnce() {
        findsWhatTheRepositoryFinds();

        stored.delete(endpoint.id());

        assertThat(isFound()).isFalse();
    }

    @Test
    void whatAnotherReplicaDeletesIsGoneWithinASecond() {
        findsWhatTheRepositoryFinds();
        try (PersistenceFixture replica = persistenceFixture.replica()) {
            replica.bean(EndpointRepository.class).delete(endpoint.id());

            await().pollDelay(RecentReads.LIFETIME).until(() -> true);
            assertThat(isFound()).isFalse();
        }
    }

    @Test
    void whatDoesNotServeYetIsReadEachTime() {
        persistenceFixture.execute("update endpoint set status = 'CREATING'");
        await().until(() -> lookup.find(endpoint.id()).orElseThrow().status() == EndpointStatus.CREATING);

        persistenceFixture.execute("update endpoint set status = 'IN_SERVICE'");

        assertThat(lookup.find(endpoint.id())).contains(endpoint);
    }

    private boolean isFound() {
        return lookup.find(endpoint.id()).isPresent()
                || lookup.find(endpoint.name()).isPresent()
                || !lookup.of(endpoint.backend()).isEmpty()
                || !lookup.serving(endpoint.type()).isEmpty()
                || !lookup.serving(endpoint.type(), Set.copyOf(endpoint.roles()))
                        .isEmpty();
    }
}

package dev.atelier.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.access.QuotaRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcQuotaRepositoryTest {

    private static final UserName ANN = new UserName("ann");

    private final QuotaRepository quotas;

    JdbcQuotaRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        quotas = persistenceFixture.bean(QuotaRepository.class);
        persistenceFixture
                .bean(UserRepository.class)
                .save(new User(ANN, InitializeAccessControl.BUILT_IN_USER, Set.of(), Instant.EPOCH));
    }

    @Test
    void aQuotaIsRemovedOnce() {
        quotas.save(new Quota(Principal.of(ANN), Optional.empty(), Optional.of(1), Optional.empty()));

        assertThat(quotas.delete(Principal.of(ANN))).isTrue();
        assertThat(quotas.delete(Principal.of(ANN))).isFalse();
        assertThat(quotas.ascending(Optional.empty(), 10)).isEmpty();
    }
}

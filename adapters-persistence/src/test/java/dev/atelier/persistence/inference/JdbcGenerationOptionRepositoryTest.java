package dev.atelier.persistence.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.UserRepository;
import dev.atelier.application.inference.GenerationOptionRepository;
import dev.atelier.application.testing.GenerationOptionRepositoryContract;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcGenerationOptionRepositoryTest extends GenerationOptionRepositoryContract {

    private final GenerationOptionRepository options;
    private final UserRepository users;

    JdbcGenerationOptionRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        options = persistenceFixture.bean(GenerationOptionRepository.class);
        users = persistenceFixture.bean(UserRepository.class);
        List.of(ANN, BOB).forEach(this::add);
    }

    @Override
    protected GenerationOptionRepository options() {
        return options;
    }

    @Test
    void goWithTheirUser() {
        options.save(ANN, Map.of("a", 1));

        users.delete(List.of(ANN));
        add(ANN);

        assertThat(options.find(ANN)).isEmpty();
    }

    private void add(UserName name) {
        users.save(new User(name, name, Set.of(), SettableClock.START));
    }
}

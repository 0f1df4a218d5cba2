package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class TransactionTemplateTest {

    private static final UserName ANN = new UserName("ann");

    private final PersistenceFixture persistenceFixture;
    private final TransactionTemplate transactionTemplate;

    TransactionTemplateTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
        transactionTemplate = persistenceFixture.bean(TransactionTemplate.class);
    }

    @Test
    void whatFailsHalfwayLeavesNothing() {
        assertThatThrownBy(() -> transactionTemplate.executeDurably(() -> {
                    insert("left");
                    throw new IllegalStateException("halfway");
                }))
                .hasMessage("halfway");

        assertThat(persistenceFixture.ask("select count(*) from api_key")).isEqualTo("0");
    }

    @Test
    void aThreadThatIsInterruptedWhileItWritesDoesNoHarm() {
        UserRepository users = persistenceFixture.bean(UserRepository.class);
        User ann = new User(ANN, ANN, Set.of(), Instant.EPOCH);
        for (int i = 0; i < 20; i++) {
            Thread.currentThread().interrupt();
            transactionTemplate.executeDurably(
                    () -> insert("key" + Thread.currentThread().isInterrupted()));
            assertThat(Thread.interrupted()).isTrue();
            persistenceFixture.execute("delete from api_key");
        }

        users.save(ann);

        assertThat(users.find(ANN)).contains(ann);
    }

    private int insert(String name) {
        return persistenceFixture
                .bean(JdbcOperations.class)
                .prepareStatement(
                        "insert into api_key (name, hash, user_name) values ('" + name + "', 'h', 'ann')",
                        PreparedStatement::executeUpdate);
    }
}

package dev.atelier.persistence.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.application.testing.IdempotencyRecordRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcIdempotencyRecordRepositoryTest extends IdempotencyRecordRepositoryContract {

    private final PersistenceFixture persistenceFixture;

    JdbcIdempotencyRecordRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected IdempotencyRecordRepository records() {
        return persistenceFixture.bean(IdempotencyRecordRepository.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        String earlier = " - " + time.toSeconds() + " * interval '1' second";
        persistenceFixture.execute(
                "update idempotency_record set lease_until = lease_until" + earlier + ", created = created" + earlier);
    }

    @Test
    void expiredRecordsAreDeletedAndNoOthers() {
        anAnswerIsKeptForADayAfterTheFirstRequest();
        letTimePass(IdempotencyRecordRepository.VALIDITY);
        keysOfUsersAndOperationsAreApart();

        records().deleteExpired();

        assertThat(persistenceFixture.ask("select count(*) from idempotency_record"))
                .isEqualTo("4");
    }
}

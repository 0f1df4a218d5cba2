package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Instant;
import java.util.Set;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database sessions are in the time zone of Newfoundland, the JVM in that of Lord Howe Island. */
@OnBothDatabases
class UtcInstantConverterTest {

    private static final UserName ANN = new UserName("ann");

    private final TimeZone usual = TimeZone.getDefault();
    private final PersistenceFixture persistenceFixture;

    UtcInstantConverterTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @BeforeEach
    void goAway() {
        TimeZone.setDefault(TimeZone.getTimeZone("Australia/Lord_Howe"));
    }

    @AfterEach
    void comeBack() {
        TimeZone.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-07-01T12:00:00.000001Z",
                // the hours that St John's repeats in November and skips in March
                "2026-11-01T03:59:59.999999Z",
                "2026-11-01T04:30:00.123456Z",
                "2026-03-08T05:30:00Z",
                // the half hours of Lord Howe
                "2026-04-04T14:45:00Z",
                "2026-04-04T15:15:00Z",
                "2026-10-03T15:40:00Z",
                "9999-12-31T23:59:59.999999Z"
            })
    void keepsATimeAsItIs(Instant time) {
        UserRepository users = persistenceFixture.bean(UserRepository.class);
        users.save(new User(ANN, ANN, Set.of(), time));

        assertThat(users.find(ANN).orElseThrow().created()).isEqualTo(time);
        assertThat(persistenceFixture.ask("select cast(extract(epoch from created) as bigint) from app_user"))
                .isEqualTo(String.valueOf(Math.round(time.getEpochSecond() + time.getNano() / 1e9)));
    }
}

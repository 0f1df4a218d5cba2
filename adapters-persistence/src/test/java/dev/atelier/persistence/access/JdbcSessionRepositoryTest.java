package dev.atelier.persistence.access;

import dev.atelier.application.access.SessionRepository;
import dev.atelier.application.testing.SessionRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcSessionRepositoryTest extends SessionRepositoryContract {

    private final SessionRepository sessions;

    JdbcSessionRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        sessions = persistenceFixture.bean(SessionRepository.class);
    }

    @Override
    protected SessionRepository sessions() {
        return sessions;
    }
}

package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.testing.RemoteInvocationRepositoryContract;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcRemoteInvocationRepositoryTest extends RemoteInvocationRepositoryContract {

    private final PersistenceFixture persistenceFixture;
    private final InferenceJobRepository jobs;
    private final RemoteInvocationRepository remoteInvocationRepository;

    JdbcRemoteInvocationRepositoryTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        jobs = persistenceFixture.bean(InferenceJobRepository.class);
        remoteInvocationRepository = persistenceFixture.bean(RemoteInvocationRepository.class);
    }

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }

    @Override
    protected RemoteInvocationRepository invocations() {
        return remoteInvocationRepository;
    }

    @Override
    protected RemoteInvocationRepository invocationsWithCapacity(int jobs) {
        return new JdbcRemoteInvocationRepository(
                persistenceFixture.bean(InferenceJobDao.class),
                persistenceFixture.bean(InvocationDao.class),
                persistenceFixture.bean(InferenceJobJsonColumns.class),
                new QueueLimit(jobs),
                persistenceFixture.bean(QuotaGuard.class),
                persistenceFixture.bean(TransactionTemplate.class),
                persistenceFixture.bean(EventOutbox.class));
    }
}

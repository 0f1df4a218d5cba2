package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.testing.RemoteInvocationRepositoryContract;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcRemoteInvocationRepositoryTest extends RemoteInvocationRepositoryContract {

    private final Installation installation;
    private final InferenceJobRepository jobs;
    private final RemoteInvocationRepository remoteInvocationRepository;

    JdbcRemoteInvocationRepositoryTest(Installation installation) {
        this.installation = installation;
        installation.clear();
        jobs = installation.bean(InferenceJobRepository.class);
        remoteInvocationRepository = installation.bean(RemoteInvocationRepository.class);
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
    protected RemoteInvocationRepository invocationsWithRoomFor(int jobs) {
        return new JdbcRemoteInvocationRepository(
                installation.bean(InferenceJobDao.class),
                installation.bean(InvocationDao.class),
                installation.bean(InferenceJobJsonColumns.class),
                new QueueLimit(jobs),
                installation.bean(TransactionTemplate.class));
    }
}

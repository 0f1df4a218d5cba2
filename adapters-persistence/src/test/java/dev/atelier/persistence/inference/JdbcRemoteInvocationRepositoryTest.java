package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.Invocations;
import dev.atelier.application.testing.InvocationsContract;
import dev.atelier.persistence.Transactions;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcRemoteInvocationRepositoryTest extends InvocationsContract {

    private final Installation installation;
    private final InferenceJobRepository jobs;
    private final Invocations invocations;

    JdbcRemoteInvocationRepositoryTest(Installation installation) {
        this.installation = installation;
        installation.clear();
        jobs = installation.bean(InferenceJobRepository.class);
        invocations = installation.bean(Invocations.class);
    }

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }

    @Override
    protected Invocations invocations() {
        return invocations;
    }

    @Override
    protected Invocations invocationsWithRoomFor(int jobs) {
        return new JdbcRemoteInvocationRepository(
                installation.bean(InferenceJobDao.class),
                installation.bean(InvocationDao.class),
                installation.bean(JobJson.class),
                new QueueLimit(jobs),
                installation.bean(Transactions.class));
    }
}

package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobs;
import dev.atelier.application.inference.Invocations;
import dev.atelier.application.testing.InvocationsContract;
import dev.atelier.persistence.Transactions;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcInvocationsTest extends InvocationsContract {

    private final Installation installation;
    private final InferenceJobs jobs;
    private final Invocations invocations;

    JdbcInvocationsTest(Installation installation) {
        this.installation = installation;
        installation.clear();
        jobs = installation.bean(InferenceJobs.class);
        invocations = installation.bean(Invocations.class);
    }

    @Override
    protected InferenceJobs jobs() {
        return jobs;
    }

    @Override
    protected Invocations invocations() {
        return invocations;
    }

    @Override
    protected Invocations invocationsWithRoomFor(int jobs) {
        return new JdbcInvocations(
                installation.bean(JobRows.class),
                installation.bean(InvocationRows.class),
                installation.bean(JobJson.class),
                new QueueLimit(jobs),
                installation.bean(Transactions.class));
    }
}

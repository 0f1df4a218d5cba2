package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.testing.InferenceQueueContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcInferenceQueueTest extends InferenceQueueContract {

    private final Installation installation;

    JdbcInferenceQueueTest(Installation installation) {
        installation.clear();
        this.installation = installation;
    }

    @Override
    protected InferenceJobRepository jobs() {
        return installation.bean(InferenceJobRepository.class);
    }

    @Override
    protected InferenceQueue queue() {
        return installation.bean(InferenceQueue.class);
    }

    @Override
    protected InferenceQueue queueWithRoomFor(int waiting) {
        return Queues.withRoomFor(installation, waiting);
    }

    @Override
    protected void letTimePass(Duration time) {
        Queues.letTimePass(installation, time);
    }
}

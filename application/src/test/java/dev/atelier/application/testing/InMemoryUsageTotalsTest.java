package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.usage.UsageTotals;
import java.time.Duration;

class InMemoryUsageTotalsTest extends UsageContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected UsageTotals totals() {
        return atelier.usage;
    }

    @Override
    protected InferenceJobRepository jobs() {
        return atelier.jobs;
    }

    @Override
    protected InferenceQueue queue() {
        return atelier.queue;
    }

    @Override
    protected RemoteInvocationRepository invocations() {
        return atelier.invocations;
    }

    @Override
    protected void letNodesWork(Duration time) {
        atelier.clock.pass(time);
    }
}

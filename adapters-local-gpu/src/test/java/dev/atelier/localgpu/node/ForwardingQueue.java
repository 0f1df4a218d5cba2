package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Another queue, of which a test changes what it needs to. */
class ForwardingQueue implements InferenceQueue {

    private final InferenceQueue queue;

    ForwardingQueue(InferenceQueue queue) {
        this.queue = queue;
    }

    @Override
    public boolean enqueue(InferenceJob started) {
        return queue.enqueue(started);
    }

    @Override
    public Optional<Claim> claim(Claimant claimant, Duration lease) {
        return queue.claim(claimant, lease);
    }

    @Override
    public boolean heartbeat(Claim claim, Duration lease) {
        return queue.heartbeat(claim, lease);
    }

    @Override
    public boolean leaveNode(Claim claim, Duration lease) {
        return queue.leaveNode(claim, lease);
    }

    @Override
    public boolean settle(Claim claim, InferenceJob ended) {
        return queue.settle(claim, ended);
    }

    @Override
    public boolean release(Claim claim, String reason, Duration avoid) {
        return queue.release(claim, reason, avoid);
    }

    @Override
    public void withdraw(JobId job) {
        queue.withdraw(job);
    }

    @Override
    public Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        return queue.load(endpoints);
    }
}

package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Delegates to another queue; tests override what they need. */
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
    public boolean renewLease(Claim claim, Duration lease) {
        return queue.renewLease(claim, lease);
    }

    @Override
    public boolean releaseNode(Claim claim, Duration lease) {
        return queue.releaseNode(claim, lease);
    }

    @Override
    public boolean complete(Claim claim, InferenceJob ended) {
        return queue.complete(claim, ended);
    }

    @Override
    public boolean requeue(Claim claim, String reason, Duration avoid) {
        return queue.requeue(claim, reason, avoid);
    }

    @Override
    public void remove(InferenceJobId job) {
        queue.remove(job);
    }

    @Override
    public Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        return queue.load(endpoints);
    }
}

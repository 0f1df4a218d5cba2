package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.List;
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
    public boolean enqueue(InferenceJob started, boolean isNew) {
        return queue.enqueue(started, isNew);
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
    public boolean requeue(Claim claim, String reason, Retry retry) {
        return queue.requeue(claim, reason, retry);
    }

    @Override
    public List<InferenceJob> move(List<InferenceJob> waiting, InferenceJob.EndpointRef target) {
        return queue.move(waiting, target);
    }

    @Override
    public List<Need> needs() {
        return queue.needs();
    }

    @Override
    public List<InferenceJobId> markUnservable(Need need, String reason, Duration since) {
        return queue.markUnservable(need, reason, since);
    }

    @Override
    public void postpone(Need need, String reason) {
        queue.postpone(need, reason);
    }

    @Override
    public Map<String, InferenceJobId> running() {
        return queue.running();
    }

    @Override
    public void markServable(Need need) {
        queue.markServable(need);
    }

    @Override
    public boolean giveUp(InferenceJob ended) {
        return queue.giveUp(ended);
    }

    @Override
    public boolean lend(Claim claim, Claimant node) {
        return queue.lend(claim, node);
    }

    @Override
    public void giveBack(Claim claim, String node) {
        queue.giveBack(claim, node);
    }

    @Override
    public void remove(InferenceJobId job) {
        queue.remove(job);
    }

    @Override
    public Optional<Position> position(InferenceJobId job) {
        return queue.position(job);
    }

    @Override
    public List<Ahead> ahead(InferenceJobId job, Set<EndpointId> endpoints) {
        return queue.ahead(job, endpoints);
    }

    @Override
    public Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        return queue.load(endpoints);
    }
}

package dev.atelier.localgpu.node;

import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Claims jobs for one node, preferably for its loaded checkpoint. Thread-safe. */
final class NodeJobClaimer {

    private final String backend;
    private final GpuNode gpuNode;
    private final EndpointLookup endpoints;
    private final InferenceQueue queue;
    private final CheckpointAffinity affinity;
    private final Duration lease;

    /** @param backend the name of the backend whose endpoints the node serves */
    NodeJobClaimer(
            String backend,
            GpuNode gpuNode,
            EndpointLookup endpoints,
            InferenceQueue queue,
            CheckpointAffinity affinity,
            Duration lease) {
        this.backend = backend;
        this.gpuNode = gpuNode;
        this.endpoints = endpoints;
        this.queue = queue;
        this.affinity = affinity;
        this.lease = lease;
    }

    /** The next job; empty when there is none for the node, or it is not healthy. */
    Optional<Claim> claim() {
        if (gpuNode.busy()) { // it still makes a part of a job that another node has lost
            return Optional.empty();
        }
        return claimant().flatMap(claimant -> queue.claim(claimant, lease));
    }

    /** The node as a claimant; empty when it serves no endpoint, or is not healthy. */
    Optional<Claimant> claimant() {
        if (!gpuNode.condition().healthy()) {
            return Optional.empty();
        }
        Set<EndpointId> served = endpoints.of(backend).stream()
                .filter(endpoint -> endpoint.status().serves() && gpuNode.serves(endpoint.instanceType()))
                .map(Endpoint::id)
                .collect(Collectors.toSet());
        if (served.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Claimant(
                gpuNode.name(),
                served,
                gpuNode.checkpoints(),
                gpuNode.folder().isPresent(),
                affinity.preferred().map(CheckpointFileName::new)));
    }

    /** Removes a job from the queue that has ended already. */
    void remove(Claim claim) {
        queue.remove(claim.job());
    }
}

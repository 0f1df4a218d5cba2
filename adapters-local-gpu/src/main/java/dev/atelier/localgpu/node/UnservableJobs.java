package dev.atelier.localgpu.node;

import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Need;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the queued jobs that no node can run, stores the reason in them while they wait, and fails them after a timeout;
 * at once where their endpoint was deleted. Those that wait for a drained node are not failed, nor is any that another
 * replica may run, on a node that this one cannot use. Several replicas may do so at once. Not thread-safe.
 */
public final class UnservableJobs {

    private static final Logger LOG = LoggerFactory.getLogger(UnservableJobs.class);

    private final String backend;
    private final GpuNodeRegistry gpuNodeRegistry;
    private final NodeAvailability availability;
    private final NodeDrains drains;
    private final EndpointRepository endpoints;
    private final InferenceQueue queue;
    private final InferenceJobRepository jobs;
    private final CompleteInference complete;
    private final Duration timeout;
    private final Set<String> logged = new HashSet<>();

    /**
     * @param backend the name of the backend whose endpoints the nodes serve
     * @param endpoints as they are stored now
     * @param timeout how long a job may wait although no node can run it
     */
    public UnservableJobs(
            String backend,
            GpuNodeRegistry gpuNodeRegistry,
            NodeDrains drains,
            EndpointRepository endpoints,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            CompleteInference complete,
            Duration timeout) {
        this.backend = backend;
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.drains = drains;
        this.availability = new NodeAvailability(gpuNodeRegistry);
        this.endpoints = endpoints;
        this.queue = queue;
        this.jobs = jobs;
        this.complete = complete;
        this.timeout = timeout;
    }

    /** Compares the jobs in the queue with the nodes as they are now. */
    public void update() {
        Set<String> drained = drains.all().keySet();
        gpuNodeRegistry.all().forEach(gpuNode -> gpuNode.setDrained(drained.contains(gpuNode.name())));
        // Read before the endpoints, so that one which is missing then was deleted.
        List<Need> needs = queue.needs();
        Map<EndpointId, Endpoint> existing =
                endpoints.of(backend).stream().collect(Collectors.toMap(Endpoint::id, Function.identity()));
        Set<String> reasons = new HashSet<>();
        for (Need need : needs) {
            if (!existing.containsKey(need.endpoint())) {
                endOrphans(need);
                continue;
            }
            NodeAvailability.Requirement requirement = requirement(existing.get(need.endpoint()), need);
            Optional<String> postponed = availability.whyPostponed(requirement, need.excluded());
            Optional<String> reason = availability.whyUnavailable(requirement, need.excluded());
            if (!gpuNodeRegistry.isComplete() && (postponed.isPresent() || reason.isPresent())) {
                continue;
            }
            if (postponed.isPresent()) {
                queue.postpone(need, postponed.get());
            } else if (reason.isPresent()) {
                giveUp(need, reason.get(), timeout, reason.get() + "; given up after " + timeout.toSeconds() + " s");
                reasons.add(key(need));
                if (logged.add(key(need))) {
                    LOG.warn("Inferences wait that no GPU node can run: {}", reason.get());
                }
            } else if (need.unservable()) {
                queue.markServable(need);
            }
        }
        logged.retainAll(reasons);
    }

    private static String key(Need need) {
        return need.endpoint() + "/" + need.model().orElse("");
    }

    private static NodeAvailability.Requirement requirement(Endpoint endpoint, Need need) {
        return new NodeAvailability.Requirement(endpoint.name(), endpoint.instanceType(), need.model(), need.stored());
    }

    /** The deletion of an endpoint fails its jobs; these were started too late for that, or it was interrupted. */
    private void endOrphans(Need need) {
        String name = jobs.inProgressOn(need.endpoint()).stream()
                .findFirst()
                .map(job -> job.place().name().toString())
                .orElseGet(need.endpoint()::toString);
        String reason = "endpoint " + name + " was deleted";
        giveUp(need, reason, Duration.ZERO, reason);
    }

    /** Stores the reason in the jobs, and fails those that have had one for so long. */
    private void giveUp(Need need, String reason, Duration since, String error) {
        for (var id : queue.markUnservable(need, reason, since)) {
            jobs.find(id).ifPresent(job -> giveUp(job, error));
        }
    }

    private void giveUp(InferenceJob job, String error) {
        if (complete.giveUp(job, error)) {
            LOG.warn("Inference {} failed: {}", job.id(), error);
        }
    }
}

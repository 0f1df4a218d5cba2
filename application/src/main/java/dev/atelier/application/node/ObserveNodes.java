package dev.atelier.application.node;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Shows the nodes: what they run and whether they are drained from the database, which all replicas share, the rest as this
 * process knows it.
 */
@UseCase
public class ObserveNodes {

    private final BackendRegistry backendRegistry;
    private final EndpointLookup endpoints;
    private final InferenceQueue queue;
    private final InferenceJobRepository jobs;
    private final NodeDrains drains;

    public ObserveNodes(
            BackendRegistry backendRegistry,
            EndpointLookup endpoints,
            InferenceQueue queue,
            InferenceJobRepository jobs,
            NodeDrains drains) {
        this.backendRegistry = backendRegistry;
        this.endpoints = endpoints;
        this.queue = queue;
        this.jobs = jobs;
        this.drains = drains;
    }

    /** All nodes, without the progress of their jobs, for which each of them would have to be asked. */
    public List<NodeReport> list(Caller caller) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.LIST);
        return reports(caller, node -> true);
    }

    /**
     * One node, with the progress of its job. Takes as long as the node needs to answer, a few seconds at most.
     *
     * @throws NotFoundException if there is none of that name
     */
    public NodeReport find(Caller caller, String name) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.LIST);
        NodeReport report = reports(caller, node -> node.name().equals(name)).stream()
                .findFirst()
                .orElseThrow(() -> notFound(name));
        return new NodeReport(
                report.node(),
                report.drain(),
                report.busy(),
                report.endpoints(),
                report.running(),
                report.running().flatMap(this::progress));
    }

    static NotFoundException notFound(String name) {
        return new NotFoundException("GPU node " + TextSanitizer.quote(name)
                + " not found; GET /nodes lists those of this installation, none where SageMaker serves all endpoints");
    }

    private List<NodeReport> reports(Caller caller, Predicate<ComputeNodes.Node> which) {
        List<ComputeNodes.Node> nodes =
                backendRegistry.nodes().stream().filter(which).toList();
        if (nodes.isEmpty()) {
            return List.of();
        }
        Map<String, InferenceJobId> running = queue.running();
        Map<String, NodeDrains.Drain> drained = drains.all();
        return nodes.stream()
                .map(node -> new NodeReport(
                        node,
                        Optional.ofNullable(drained.get(node.name())),
                        running.containsKey(node.name()) || node.work().running(),
                        served(caller, node),
                        Optional.ofNullable(running.get(node.name())).flatMap(id -> shown(caller, id)),
                        Optional.empty()))
                .toList();
    }

    private List<EndpointName> served(Caller caller, ComputeNodes.Node node) {
        return endpoints.of(node.backend()).stream()
                .filter(endpoint -> endpoint.status().serves()
                        && node.serves().test(endpoint.instanceType())
                        && caller.hasAnyRole(endpoint.roles()))
                .map(Endpoint::name)
                .toList();
    }

    private Optional<InferenceJob> shown(Caller caller, InferenceJobId id) {
        return jobs.find(id)
                .filter(job -> job.status() == InferenceJobStatus.INPROGRESS)
                .filter(job -> caller.isAdministrator() || job.user().equals(caller.name()));
    }

    private Optional<JobProgress.Running> progress(InferenceJob job) {
        return backendRegistry
                .runner(job.place().backend())
                .progress(job)
                .filter(JobProgress.Running.class::isInstance)
                .map(JobProgress.Running.class::cast);
    }
}

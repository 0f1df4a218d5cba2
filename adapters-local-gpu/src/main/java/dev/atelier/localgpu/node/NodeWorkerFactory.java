package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** Composes the workers of the nodes. Thread-safe. */
public final class NodeWorkerFactory {

    private final String backend;
    private final GpuNodeRegistry gpuNodeRegistry;
    private final EndpointLookup endpoints;
    private final InferenceQueue queue;
    private final NotificationBus notificationBus;
    private final CompleteInference complete;
    private final ModelStore store;
    private final CheckPayload check;
    private final PayloadRules rules;
    private final JobExecutionConfiguration settings;
    private final Clock clock;
    private final Path tempDir;
    private final Executor threads;
    private final List<Helper> helpers = new CopyOnWriteArrayList<>();
    private final IdleNodes idleNodes;

    /**
     * Neither claims jobs nor starts threads.
     *
     * @param backend the name of the backend whose endpoints the nodes serve
     * @param tempDir an existing folder for temporary files
     * @param threads for blocking work; must outlive the workers
     */
    public NodeWorkerFactory(
            String backend,
            GpuNodeRegistry gpuNodeRegistry,
            EndpointLookup endpoints,
            InferenceQueue queue,
            NotificationBus notificationBus,
            CompleteInference complete,
            ModelStore store,
            CheckPayload check,
            PayloadRules rules,
            JobExecutionConfiguration settings,
            Clock clock,
            Path tempDir,
            Executor threads) {
        this.backend = backend;
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.endpoints = endpoints;
        this.queue = queue;
        this.notificationBus = notificationBus;
        this.complete = complete;
        this.store = store;
        this.check = check;
        this.rules = rules;
        this.settings = settings;
        this.clock = clock;
        this.tempDir = tempDir;
        this.threads = threads;
        this.idleNodes =
                new IdleNodes(settings.splitIterations() ? helpers : List.of(), queue, settings.timeout(), threads);
    }

    /** The nodes that there are now. */
    List<GpuNode> gpuNodes() {
        return gpuNodeRegistry.all();
    }

    /** A new worker for the node, which may be lent from now on. It runs when its loop is started. */
    NodeWorker worker(GpuNode gpuNode) {
        Helper helper = helper(gpuNode);
        helpers.add(helper);
        return worker(helper);
    }

    /** The node is lent no more. */
    void release(GpuNode gpuNode) {
        helpers.removeIf(helper -> helper.gpuNode() == gpuNode);
    }

    private Helper helper(GpuNode gpuNode) {
        CheckpointAffinity affinity = new CheckpointAffinity(settings.checkpointAffinity(), clock);
        return new Helper(
                gpuNode,
                new NodeJobClaimer(backend, gpuNode, endpoints, queue, affinity, settings.lease()),
                new NodeJobRunner(gpuNode, job -> new StorePayloadSource(job, store, check, rules), tempDir, threads),
                affinity);
    }

    private NodeWorker worker(Helper node) {
        GpuNode gpuNode = node.gpuNode();
        JobCommands commands = new JobCommands(notificationBus);
        JobLeases leases = new JobLeases(gpuNode.name(), queue, notificationBus, settings);
        JobRetries retries = new JobRetries(queue, notificationBus, complete, settings);
        JobFailureHandler failures =
                new JobFailureHandler(gpuNode, new NodeAvailability(gpuNodeRegistry), leases, retries, settings);
        JobExecution execution = new JobExecution(
                gpuNode,
                node.runner(),
                idleNodes,
                leases,
                claim -> commands.obey(
                        claim.job(), claim.token(), threads, command -> carryOut(command, gpuNode, claim)),
                new ResultUploader(gpuNode.activity(), leases, complete, failures, retries, threads),
                failures,
                retries,
                node.affinity());
        return new NodeWorker(gpuNode, node.claimer(), execution, retries, notificationBus, settings);
    }

    private static boolean carryOut(JobCommands.Command command, GpuNode gpuNode, InferenceQueue.Claim claim) {
        return switch (command) {
            case INTERRUPT -> gpuNode.attempts().interrupt(claim.job(), claim.token());
            case SKIP -> gpuNode.attempts().skip(claim.job(), claim.token());
        };
    }
}

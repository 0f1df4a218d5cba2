package dev.atelier.localgpu.workshop;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.PublishNodeModels;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.endpoint.RefreshEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadAdditions;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryApiKeyRepository;
import dev.atelier.application.testing.InMemoryDemoCheckpointCatalog;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryJobs;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryQueue;
import dev.atelier.application.testing.InMemoryRoleRepository;
import dev.atelier.application.testing.InMemorySignals;
import dev.atelier.application.testing.InMemoryTrainer;
import dev.atelier.application.testing.InMemoryTrainings;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.LocalGpuEnabled;
import dev.atelier.localgpu.checkpoint.ModelFolder;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.endpoint.LocalGpuProvisioner;
import dev.atelier.localgpu.inference.JobCompletionWaiter;
import dev.atelier.localgpu.inference.LocalGpuRunner;
import dev.atelier.localgpu.inference.ServingNodes;
import dev.atelier.localgpu.node.HealthSettings;
import dev.atelier.localgpu.node.InstanceTypes;
import dev.atelier.localgpu.node.JobSettings;
import dev.atelier.localgpu.node.Node;
import dev.atelier.localgpu.node.NodeMonitor;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.node.NodeUrl;
import dev.atelier.localgpu.node.NodeWorkerPool;
import dev.atelier.localgpu.node.Nodes;
import dev.atelier.localgpu.node.PlacedModels;
import dev.atelier.localgpu.node.Ports;
import dev.atelier.localgpu.node.PublishedModels;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.WebUi;
import dev.atelier.localgpu.webui.WebUiTimeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * This backend over real sockets and ports in memory, with everything that takes time made short. What a test changes, it
 * changes before {@link #open}.
 */
public final class Workshop implements AutoCloseable {

    /** The name of this backend. */
    public static final String BACKEND = LocalGpuEnabled.BACKEND;

    private static final Clock CLOCK = Clock.systemUTC();

    public final InMemoryJobs jobs;
    public final InMemoryQueue queue;
    public final InMemoryEndpointRepository endpoints;
    public InMemorySignals signals;
    public final InMemoryDemoCheckpointCatalog checkpoints;
    public final InMemoryUserRepository users;
    public final List<Node> nodes = new ArrayList<>();
    public InMemoryModelStore store;
    public InferenceQueue workersQueue;
    public JobSettings settings = settings(3, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(2));
    public Duration startTimeout = Duration.ofMinutes(1);
    public Duration realTimeWait = Duration.ofSeconds(20);
    public LocalGpuRunner runner;
    public LocalGpuProvisioner provisioner;
    public RefreshEndpoints refresh;
    public EndpointObserver observer;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path spool;
    private NodeWorkerPool pool;
    private NodeMonitor nodeMonitor;

    public Workshop(Path spool) {
        this.spool = spool;
        this.jobs = new InMemoryJobs();
        this.queue = new InMemoryQueue(jobs, CLOCK);
        this.workersQueue = queue;
        this.endpoints = new InMemoryEndpointRepository();
        this.signals = new InMemorySignals();
        this.checkpoints = new InMemoryDemoCheckpointCatalog();
        this.users = new InMemoryUserRepository();
        this.store = new InMemoryModelStore(CLOCK);
    }

    /** Another replica of the service: the same database, workers of its own. */
    public Workshop(Path spool, Workshop sharing) {
        this.spool = spool;
        this.jobs = sharing.jobs;
        this.queue = sharing.queue;
        this.workersQueue = queue;
        this.endpoints = sharing.endpoints;
        this.signals = sharing.signals;
        this.checkpoints = sharing.checkpoints;
        this.users = sharing.users;
        this.store = sharing.store;
    }

    /** What workers go by: leases of 600 ms, heartbeats each 100 ms. */
    public static JobSettings settings(int attempts, Duration timeout, Duration turn, Duration grace) {
        return new JobSettings(
                Duration.ofMillis(600),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                attempts,
                Duration.ofMillis(50),
                timeout,
                turn,
                grace);
    }

    /** Adds nodes for any instance type. */
    public Workshop with(WebUiSimulator... simulators) {
        for (WebUiSimulator simulator : simulators) {
            with(simulator.url(), "*", Optional.empty());
        }
        return this;
    }

    public Workshop with(URI url, String instanceTypes, Optional<ModelFolder> folder) {
        HealthSettings health = health();
        NodeSettings node = new NodeSettings(
                new NodeUrl(url), Optional.empty(), 0, InstanceTypes.parse("test", List.of(instanceTypes)));
        WebUi webUi =
                new WebUi(url, new WebUiTimeouts(health.connectTimeout(), health.answerTimeout(), settings.timeout()));
        nodes.add(new Node(node, webUi, folder, health, CLOCK));
        return this;
    }

    /** Puts the nodes to work. */
    public Workshop open() {
        Nodes all = new Nodes(nodes);
        CompleteInference complete = new CompleteInference(jobs, store, signals, CLOCK);
        PublishNodeModels publish = new PublishNodeModels(checkpoints, new StorageLayout("atelier"), CLOCK);
        PublishedModels published = new PublishedModels(all, publish);
        observer = new EndpointObserver(all, startTimeout, CLOCK);
        PlacedModels placed = new PlacedModels(all, check(), health().modelsInterval(), CLOCK, threads);
        nodeMonitor = new NodeMonitor(
                all,
                List.of(placed::compareIfDue, published::update, () -> refresh.refresh(BACKEND, observer::observe)),
                health(),
                CLOCK,
                threads);
        provisioner = new LocalGpuProvisioner(all, observer, nodeMonitor::triggerNow);
        runner = new LocalGpuRunner(
                queue, signals, new ServingNodes(all), new JobCompletionWaiter(signals, jobs, realTimeWait, threads));
        Backends backends = new Backends(
                List.of(new Backends.Backend(
                        BACKEND, "test", provisioner, runner, new InMemoryTrainer(new InMemoryTrainings(CLOCK)))),
                BACKEND);
        refresh = new RefreshEndpoints(endpoints, CLOCK);
        PayloadRules rules = new PayloadRules(PayloadAdditions.NONE);
        CheckPayload check = new CheckPayload(
                rules,
                checkpoints,
                new AuthenticateCaller(new InMemoryApiKeyRepository(), users, new InMemoryRoleRepository(users)));
        Ports ports = new Ports(endpoints, workersQueue, jobs, store, signals, complete, rules, check, CLOCK);
        pool = new NodeWorkerPool(BACKEND, all, nodeMonitor, ports, settings, spool, threads);
        pool.start();
        return this;
    }

    /** Owners are all those in {@link #users}. */
    private CheckPlacedModel check() {
        return new CheckPlacedModel(
                checkpoints,
                new AuthenticateCaller(new InMemoryApiKeyRepository(), users, new InMemoryRoleRepository(users)));
    }

    /** An endpoint in service, for {@code ml.g5.2xlarge}. */
    public Endpoint endpoint() {
        return endpoint(TestEndpoints.endpoint());
    }

    public Endpoint endpoint(TestEndpoints endpoint) {
        Endpoint built = endpoint.backend(BACKEND).build();
        endpoints.add(built);
        return built;
    }

    /** Stores the job with a payload; it is not queued. */
    public InferenceJob add(TestJobs job, String payload) {
        InferenceJob created = job.created();
        upload(created, payload);
        jobs.add(created);
        return created;
    }

    /** Puts the payload of this job where it belongs. */
    public void upload(InferenceJob job, String payload) {
        try {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            store.put(job.payload(), new ByteArrayInputStream(bytes), "application/json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands the job to the nodes. */
    public InferenceJob submit(TestJobs job) {
        InferenceJob started = add(job, "{\"prompt\": \"a cat\"}").start(CLOCK.instant());
        runner.submit(started);
        return started;
    }

    /** The job as it is now. */
    public InferenceJob now(InferenceJob job) {
        return jobs.find(job.id()).orElseThrow();
    }

    public boolean hasEnded(InferenceJob job) {
        return now(job).status().isEnd();
    }

    /** Stops the workers gracefully, as the end of the service does. */
    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
        nodes.forEach(Node::close);
        threads.shutdownNow();
        try {
            threads.awaitTermination(1000, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HealthSettings health() {
        return new HealthSettings(
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                Duration.ofSeconds(1));
    }
}

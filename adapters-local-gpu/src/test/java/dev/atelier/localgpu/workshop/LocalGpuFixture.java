package dev.atelier.localgpu.workshop;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadAdditions;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryApiKeyRepository;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.application.testing.InMemoryInferenceQueue;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryNotificationBus;
import dev.atelier.application.testing.InMemoryRoleRepository;
import dev.atelier.application.testing.InMemoryTrainingJobRepository;
import dev.atelier.application.testing.InMemoryTrainingRunner;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.LocalGpuEnabled;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.endpoint.EndpointObserver;
import dev.atelier.localgpu.endpoint.LocalGpuEndpointProvisioner;
import dev.atelier.localgpu.inference.JobCompletionWaiter;
import dev.atelier.localgpu.inference.LocalGpuInferenceRunner;
import dev.atelier.localgpu.inference.NodeEligibilityCheck;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.HealthCheckConfiguration;
import dev.atelier.localgpu.node.InstanceTypeMatcher;
import dev.atelier.localgpu.node.JobExecutionConfiguration;
import dev.atelier.localgpu.node.NodeModelPublisher;
import dev.atelier.localgpu.node.NodeMonitor;
import dev.atelier.localgpu.node.NodeSettings;
import dev.atelier.localgpu.node.NodeUrl;
import dev.atelier.localgpu.node.NodeWorkerPool;
import dev.atelier.localgpu.node.PlacedModels;
import dev.atelier.localgpu.node.Ports;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.WebUiClient;
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
public final class LocalGpuFixture implements AutoCloseable {

    /** The name of this backend. */
    public static final String BACKEND = LocalGpuEnabled.BACKEND;

    private static final Clock CLOCK = Clock.systemUTC();

    public final InMemoryInferenceJobRepository jobs;
    public final InMemoryInferenceQueue queue;
    public final InMemoryEndpointRepository endpoints;
    public InMemoryNotificationBus signals;
    public final InMemoryCheckpointRepository checkpoints;
    public final InMemoryUserRepository users;
    public final List<GpuNode> nodes = new ArrayList<>();
    public InMemoryModelStore store;
    public InferenceQueue workersQueue;
    public JobExecutionConfiguration settings =
            settings(3, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(2));
    public Duration startTimeout = Duration.ofMinutes(1);
    public Duration realTimeWait = Duration.ofSeconds(20);
    public LocalGpuInferenceRunner runner;
    public LocalGpuEndpointProvisioner provisioner;
    public ReconcileEndpoints refresh;
    public EndpointObserver observer;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path spool;
    private NodeWorkerPool pool;
    private NodeMonitor nodeMonitor;

    public LocalGpuFixture(Path spool) {
        this.spool = spool;
        this.jobs = new InMemoryInferenceJobRepository();
        this.queue = new InMemoryInferenceQueue(jobs, CLOCK);
        this.workersQueue = queue;
        this.endpoints = new InMemoryEndpointRepository();
        this.signals = new InMemoryNotificationBus();
        this.checkpoints = new InMemoryCheckpointRepository();
        this.users = new InMemoryUserRepository();
        this.store = new InMemoryModelStore(CLOCK);
    }

    /** Another replica of the service: the same database, workers of its own. */
    public LocalGpuFixture(Path spool, LocalGpuFixture sharing) {
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
    public static JobExecutionConfiguration settings(int attempts, Duration timeout, Duration turn, Duration grace) {
        return new JobExecutionConfiguration(
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
    public LocalGpuFixture with(WebUiSimulator... simulators) {
        for (WebUiSimulator simulator : simulators) {
            with(simulator.url(), "*", Optional.empty());
        }
        return this;
    }

    public LocalGpuFixture with(URI url, String instanceTypes, Optional<NodeModelCache> folder) {
        HealthCheckConfiguration health = health();
        NodeSettings node = new NodeSettings(
                new NodeUrl(url), Optional.empty(), 0, InstanceTypeMatcher.parse("test", List.of(instanceTypes)));
        WebUiClient webUiClient = new WebUiClient(
                url, new WebUiTimeouts(health.connectTimeout(), health.answerTimeout(), settings.timeout()));
        nodes.add(new GpuNode(node, webUiClient, folder, health, CLOCK));
        return this;
    }

    /** Puts the nodes to work. */
    public LocalGpuFixture open() {
        GpuNodeRegistry all = new GpuNodeRegistry(nodes);
        CompleteInference complete = new CompleteInference(jobs, store, signals, CLOCK);
        SyncNodeCheckpoints publish = new SyncNodeCheckpoints(checkpoints, new StorageLayout("atelier"), CLOCK);
        NodeModelPublisher published = new NodeModelPublisher(all, publish);
        observer = new EndpointObserver(all, startTimeout, CLOCK);
        PlacedModels placed = new PlacedModels(all, check(), health().modelsInterval(), CLOCK, threads);
        nodeMonitor = new NodeMonitor(
                all,
                List.of(placed::compareIfDue, published::update, () -> refresh.refresh(BACKEND, observer::observe)),
                health(),
                CLOCK,
                threads);
        provisioner = new LocalGpuEndpointProvisioner(all, observer, nodeMonitor::triggerNow);
        runner = new LocalGpuInferenceRunner(
                queue,
                signals,
                new NodeEligibilityCheck(all),
                new JobCompletionWaiter(signals, jobs, realTimeWait, threads));
        BackendRegistry backendRegistry = new BackendRegistry(
                List.of(new BackendRegistry.ComputeBackend(
                        BACKEND,
                        "test",
                        provisioner,
                        runner,
                        new InMemoryTrainingRunner(new InMemoryTrainingJobRepository(CLOCK)))),
                BACKEND);
        refresh = new ReconcileEndpoints(endpoints, CLOCK);
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
        nodes.forEach(GpuNode::close);
        threads.shutdownNow();
        try {
            threads.awaitTermination(1000, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HealthCheckConfiguration health() {
        return new HealthCheckConfiguration(
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                Duration.ofSeconds(1));
    }
}

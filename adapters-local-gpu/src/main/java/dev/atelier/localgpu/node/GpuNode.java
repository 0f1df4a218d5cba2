package dev.atelier.localgpu.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.webui.WebUiClient;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A GPU machine that runs SD WebUI, with its health and model list. Thread-safe. */
public final class GpuNode implements AutoCloseable {

    private final NodeSettings settings;
    private final String name;
    private final WebUiClient webUiClient;
    private final Optional<NodeModelCache> folder;
    private final Clock clock;
    private final NodeCircuitBreaker health;
    private final GenerationTimes times;
    private final Duration silence;
    private final NodeActivity activity;
    private final NodeHistory history;
    private final NodeAttempts attempts;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> whenGivenBack = new CopyOnWriteArrayList<>();
    private volatile Map<CheckpointType, Set<String>> models;
    private volatile Instant listed = Instant.MIN;
    private volatile boolean drained;
    private volatile boolean removed;

    /** @param folder where models are installed for it; empty: it serves only what it has */
    public GpuNode(
            NodeSettings settings,
            WebUiClient webUiClient,
            Optional<NodeModelCache> folder,
            HealthCheckConfiguration healthCheckConfiguration,
            Clock clock,
            Activities activities,
            Tracer tracer) {
        this.settings = settings;
        this.name = settings.url().name();
        this.webUiClient = webUiClient;
        this.folder = folder;
        this.clock = clock;
        this.silence = healthCheckConfiguration.silence();
        this.times = new GenerationTimes(clock);
        this.history = new NodeHistory(clock);
        this.attempts = new NodeAttempts(name, webUiClient);
        this.activity = new NodeActivity(name, activities, tracer, clock);
        this.health = new NodeCircuitBreaker(name, healthCheckConfiguration, clock, this::changed);
        activity.entered(health.state().state());
    }

    private void changed() {
        activity.entered(health.state().state());
        listeners.forEach(Runnable::run);
    }

    /** Its name, the same in all replicas. */
    public String name() {
        return name;
    }

    /** The instance types that it matches. */
    InstanceTypeMatcher instanceTypes() {
        return settings.instanceTypes();
    }

    public boolean serves(String instanceType) {
        return settings.instanceTypes().include(instanceType);
    }

    public NodeState condition() {
        return health.state();
    }

    /** The models that it reported last; empty before the first response. */
    public Optional<Map<CheckpointType, Set<String>>> models() {
        return Optional.ofNullable(models);
    }

    /** The checkpoints among {@link #models}. */
    public Set<String> checkpoints() {
        return models == null ? Set.of() : models.getOrDefault(CheckpointType.STABLE_DIFFUSION, Set.of());
    }

    /**
     * Whether it has the checkpoint, or may have it: its list is not known yet, or the file can be placed there.
     *
     * @param stored whether the store has the file
     */
    boolean mayHave(String checkpoint, boolean stored) {
        return stored && folder.isPresent() || models == null || checkpoints().contains(checkpoint);
    }

    /** For clients: its name, and the reason why it gets no jobs. */
    public String whyNotHealthy() {
        String reason = condition().reason();
        return "node " + name + ": " + (reason == null ? "no response yet" : reason);
    }

    /** How long it may answer nothing while it runs a job. */
    Duration silence() {
        return silence;
    }

    public Optional<NodeModelCache> folder() {
        return folder;
    }

    /** How long its jobs took. */
    GenerationTimes times() {
        return times;
    }

    WebUiClient webUi() {
        return webUiClient;
    }

    /** The attempts at jobs that run on it. */
    public NodeAttempts attempts() {
        return attempts;
    }

    /** One of the lists of its API; empty where it has none, or does not return it in time. Never fails. */
    public CompletableFuture<Optional<JsonNode>> list(String path, Duration deadline) {
        return webUiClient.list(path, deadline);
    }

    NodeActivity activity() {
        return activity;
    }

    NodeCircuitBreaker health() {
        return health;
    }

    /** Fetches its model list. */
    void list() throws NodeException {
        models = Map.copyOf(webUiClient.models());
        listed = clock.instant();
    }

    /** When its model list was last fetched. */
    Instant listed() {
        return listed;
    }

    /** Whether this service runs a job on it, or a part of one; it may then be slow to respond to anything else. */
    boolean busy() {
        return history.isRunning();
    }

    /** What this service had it do. */
    NodeHistory history() {
        return history;
    }

    /** Whether an operator has it take nothing new, as seen last; claims go by what is stored. */
    boolean drained() {
        return drained;
    }

    void setDrained(boolean drained) {
        this.drained = drained;
    }

    /** Adds a listener for changes of its health; it must not block. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Adds a listener for the ends of its loans; it must not block. */
    void onGivenBack(Runnable listener) {
        whenGivenBack.add(listener);
    }

    /** After it was given back to its own worker. */
    void givenBack() {
        whenGivenBack.forEach(Runnable::run);
    }

    /** Whether this process has left it; what its connection reports then says nothing of it. */
    boolean removed() {
        return removed;
    }

    /** Closes it for good: from now on nothing is reported of it. */
    void remove() {
        removed = true;
        activity.removed();
        close();
    }

    @Override
    public void close() {
        webUiClient.close();
    }
}

package dev.atelier.localgpu.node;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.webui.NodeException;
import dev.atelier.localgpu.webui.WebUiClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A GPU box that runs SD WebUI, and what is known of it. Thread-safe. */
public final class GpuNode implements AutoCloseable {

    private final NodeSettings settings;
    private final String name;
    private final WebUiClient webUiClient;
    private final Optional<NodeModelCache> folder;
    private final Clock clock;
    private final NodeCircuitBreaker health;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<CheckpointType, Set<String>> models;
    private volatile Instant listed = Instant.MIN;
    private volatile boolean busy;

    /** @param folder where models are placed for it; empty: it serves what it has */
    public GpuNode(
            NodeSettings settings,
            WebUiClient webUiClient,
            Optional<NodeModelCache> folder,
            HealthCheckConfiguration healthCheckConfiguration,
            Clock clock) {
        this.settings = settings;
        this.name = settings.url().name();
        this.webUiClient = webUiClient;
        this.folder = folder;
        this.clock = clock;
        this.health =
                new NodeCircuitBreaker(name, healthCheckConfiguration, clock, () -> listeners.forEach(Runnable::run));
    }

    /** What it goes by, the same in all replicas. */
    public String name() {
        return name;
    }

    public boolean serves(String instanceType) {
        return settings.instanceTypes().include(instanceType);
    }

    public NodeState condition() {
        return health.state();
    }

    /** What it said it has; empty until it was asked. */
    public Optional<Map<CheckpointType, Set<String>>> models() {
        return Optional.ofNullable(models);
    }

    /** The checkpoints that it has. */
    public Set<String> checkpoints() {
        return models == null ? Set.of() : models.getOrDefault(CheckpointType.STABLE_DIFFUSION, Set.of());
    }

    public Optional<NodeModelCache> folder() {
        return folder;
    }

    WebUiClient webUi() {
        return webUiClient;
    }

    NodeCircuitBreaker health() {
        return health;
    }

    /** Asks it what it has. */
    void list() throws NodeException {
        models = Map.copyOf(webUiClient.models());
        listed = clock.instant();
    }

    /** When it was last asked what it has. */
    Instant listed() {
        return listed;
    }

    /** Whether this service has a job running on it; then it need not answer anything else in time. */
    boolean busy() {
        return busy;
    }

    void setBusy(boolean busy) {
        this.busy = busy;
    }

    /** Has this called, quickly, whenever it became healthy or was set aside. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        webUiClient.close();
    }
}

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

/** A GPU machine that runs SD WebUI, with its health and model list. Thread-safe. */
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

    /** @param folder where models are installed for it; empty: it serves only what it has */
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

    /** Its name, the same in all replicas. */
    public String name() {
        return name;
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

    public Optional<NodeModelCache> folder() {
        return folder;
    }

    WebUiClient webUi() {
        return webUiClient;
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

    /** Whether this service runs a job on it; it may then be slow to respond to anything else. */
    boolean busy() {
        return busy;
    }

    void setBusy(boolean busy) {
        this.busy = busy;
    }

    /** Adds a listener for health changes; it must not block. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        webUiClient.close();
    }
}

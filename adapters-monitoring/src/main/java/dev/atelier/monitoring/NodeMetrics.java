package dev.atelier.monitoring;

import dev.atelier.application.activity.Activity.JobGenerated;
import dev.atelier.application.activity.Activity.NodeChanged;
import dev.atelier.application.activity.Activity.NodeOccupied;
import dev.atelier.application.activity.Activity.NodeRemoved;
import dev.atelier.application.activity.Activity.NodeSilent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this process sees and does of each node that it uses. Thread-safe. */
final class NodeMetrics {

    private static final List<String> STATES = List.of("unknown", "healthy", "quarantined");

    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final MeterRegistry registry;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The meters of one node. */
    private static final class Node {

        private final Counter busy;
        private final Counter switches;
        private final Counter quarantines;
        private final Counter silences;
        private final List<Gauge> states;
        private volatile String state = "";

        private Node(MeterRegistry registry, String name) {
            states = STATES.stream()
                    .map(each -> Gauge.builder("atelier.node.state", this, node -> node.state.equals(each) ? 1 : 0)
                            .strongReference(true)
                            .tag("node", name)
                            .tag("state", each)
                            .register(registry))
                    .toList();
            busy = counter(registry, "atelier.node.busy.seconds", name);
            switches = counter(registry, "atelier.node.switches", name);
            quarantines = counter(registry, "atelier.node.quarantines", name);
            silences = counter(registry, "atelier.node.silences", name);
        }

        private void removeFrom(MeterRegistry registry) {
            states.forEach(registry::remove);
            List.of(busy, switches, quarantines, silences).forEach(registry::remove);
        }

        private static Counter counter(MeterRegistry registry, String name, String node) {
            return Counter.builder(name).tag("node", node).register(registry);
        }
    }

    /** A node that is added for its first state; the other activities are of nodes that have one. */
    private Node node(String name) {
        return nodes.computeIfAbsent(name, added -> new Node(registry, added));
    }

    void on(NodeChanged activity) {
        Node node = node(activity.node());
        node.state = activity.state();
        if (activity.state().equals("quarantined")) {
            node.quarantines.increment();
        }
    }

    void on(NodeRemoved activity) {
        Node node = nodes.remove(activity.node());
        if (node != null) {
            node.removeFrom(registry);
        }
    }

    void on(NodeOccupied activity) {
        node(activity.node()).busy.increment(activity.took().toNanos() / NANOS);
    }

    void on(NodeSilent activity) {
        node(activity.node()).silences.increment();
    }

    void on(JobGenerated activity) {
        if (activity.switched()) {
            node(activity.node()).switches.increment();
        }
    }
}

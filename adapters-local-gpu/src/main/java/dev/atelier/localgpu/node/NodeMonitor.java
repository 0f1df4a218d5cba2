package dev.atelier.localgpu.node;

import dev.atelier.application.queue.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Periodically probes the nodes that are due and runs the tasks that depend on their state; also after each state change
 * and on request. Probes run on other threads, so a slow node delays neither the other nodes nor the tasks.
 */
public final class NodeMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final Map<GpuNode, NodeProbe> probes = new ConcurrentHashMap<>();
    private final List<Runnable> tasks;
    private final HealthCheckConfiguration settings;
    private final Duration interval;
    private final Clock clock;
    private final Executor threads;
    private final BackgroundLoop loop;
    private boolean failing;

    /**
     * @param gpuNodeRegistry the nodes, as they are at each round
     * @param tasks what else is done in each round
     * @param threads for probes
     */
    public NodeMonitor(
            GpuNodeRegistry gpuNodeRegistry,
            List<Runnable> tasks,
            HealthCheckConfiguration settings,
            Clock clock,
            Executor threads) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.tasks = List.copyOf(tasks);
        this.settings = settings;
        this.interval = settings.probeInterval();
        this.clock = clock;
        this.threads = threads;
        this.loop = new BackgroundLoop("gpu-monitor", interval, interval, LOG::error, this::round);
    }

    /** Requests a round now. */
    public void triggerNow() {
        loop.signal().wakeUp();
    }

    BackgroundLoop loop() {
        return loop;
    }

    private Duration round() {
        List<GpuNode> gpuNodes = gpuNodeRegistry.all();
        gpuNodes.forEach(gpuNode -> probes.computeIfAbsent(gpuNode, this::probe));
        probes.forEach((gpuNode, probe) -> {
            if (!gpuNodes.contains(gpuNode)) {
                probe.stop();
                probes.remove(gpuNode);
            }
        });
        runAll(Stream.concat(
                gpuNodes.stream().map(probes::get).map(probe -> (Runnable) () -> probe.askIfDue(threads)),
                tasks.stream()));
        return untilNextIsDue();
    }

    private NodeProbe probe(GpuNode gpuNode) {
        gpuNode.onChange(loop.signal()::wakeUp);
        return new NodeProbe(gpuNode, settings, clock, loop.signal()::wakeUp);
    }

    void stop() {
        probes.values().forEach(NodeProbe::stop);
        loop.requestStop();
    }

    private Duration untilNextIsDue() {
        Instant soonest = clock.instant().plus(interval);
        for (NodeProbe probe : probes.values()) {
            Instant due = probe.due();
            soonest = due.isBefore(soonest) && due.isAfter(clock.instant()) ? due : soonest;
        }
        return Duration.between(clock.instant(), soonest);
    }

    private void runAll(Stream<Runnable> round) {
        boolean failed = false;
        for (Runnable task : round.toList()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                failed = true;
                if (!failing && loop.isRunning()) { // a stop closes what the round uses
                    LOG.error("Updating endpoints and models failed; retrying in {}", interval, e);
                }
            }
        }
        failing = failed;
    }
}

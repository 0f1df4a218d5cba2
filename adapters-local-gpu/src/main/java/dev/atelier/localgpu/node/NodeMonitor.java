package dev.atelier.localgpu.node;

import dev.atelier.application.queue.BackgroundLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    private final List<NodeProbe> probes;
    private final List<Runnable> tasks;
    private final Duration interval;
    private final Clock clock;
    private final BackgroundLoop loop;
    private boolean failing;

    /**
     * @param tasks what else is done in each round
     * @param threads for probes
     */
    public NodeMonitor(
            GpuNodeRegistry gpuNodeRegistry,
            List<Runnable> tasks,
            HealthCheckConfiguration settings,
            Clock clock,
            Executor threads) {
        this.interval = settings.probeInterval();
        this.clock = clock;
        this.loop = new BackgroundLoop("gpu-monitor", interval, interval, LOG::error, this::round);
        this.probes = gpuNodeRegistry.all().stream()
                .map(gpuNode -> new NodeProbe(gpuNode, settings, clock, loop.signal()::wakeUp))
                .toList();
        this.tasks = Stream.concat(
                        probes.stream().map(probe -> (Runnable) () -> probe.askIfDue(threads)), tasks.stream())
                .toList();
        gpuNodeRegistry.all().forEach(gpuNode -> gpuNode.onChange(loop.signal()::wakeUp));
    }

    /** Requests a round now. */
    public void triggerNow() {
        loop.signal().wakeUp();
    }

    BackgroundLoop loop() {
        return loop;
    }

    private Duration round() {
        runTasks();
        return untilNextIsDue();
    }

    void stop() {
        probes.forEach(NodeProbe::stop);
        loop.requestStop();
    }

    private Duration untilNextIsDue() {
        Instant soonest = clock.instant().plus(interval);
        for (NodeProbe probe : probes) {
            Instant due = probe.due();
            soonest = due.isBefore(soonest) && due.isAfter(clock.instant()) ? due : soonest;
        }
        return Duration.between(clock.instant(), soonest);
    }

    private void runTasks() {
        boolean failed = false;
        for (Runnable task : tasks) {
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

package dev.atelier.localgpu.node;

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
public final class NodeMonitor implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);

    private final List<NodeProbe> probes;
    private final List<Runnable> tasks;
    private final Duration interval;
    private final Clock clock;
    private final WakeUpSignal wakeUpSignal = new WakeUpSignal();
    private volatile boolean stopped;
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
        this.probes = gpuNodeRegistry.all().stream()
                .map(gpuNode -> new NodeProbe(gpuNode, settings, clock, wakeUpSignal::wakeUp))
                .toList();
        this.tasks = Stream.concat(
                        probes.stream().map(probe -> (Runnable) () -> probe.askIfDue(threads)), tasks.stream())
                .toList();
        this.interval = settings.probeInterval();
        this.clock = clock;
        gpuNodeRegistry.all().forEach(gpuNode -> gpuNode.onChange(wakeUpSignal::wakeUp));
    }

    /** Requests a round now. */
    public void triggerNow() {
        wakeUpSignal.wakeUp();
    }

    @Override
    public void run() {
        while (!stopped) {
            runTasks();
            wakeUpSignal.await(untilNextIsDue());
        }
    }

    void stop() {
        stopped = true;
        probes.forEach(NodeProbe::stop);
        wakeUpSignal.wakeUp();
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
                if (!failing) {
                    LOG.error("Updating endpoints and models failed; retrying in {}", interval, e);
                }
            }
        }
        failing = failed;
    }
}

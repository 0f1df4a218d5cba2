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
 * Goes round the nodes: asks those whose turn it is, and has what depends on their answers brought up to date, at once
 * after each answer and whenever somebody wants it. A node that is slow to answer holds nobody up.
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
     * @param tasks what is done in each round
     * @param threads where nodes are asked
     */
    public NodeMonitor(
            GpuNodeRegistry gpuNodeRegistry,
            List<Runnable> tasks,
            HealthCheckConfiguration settings,
            Clock clock,
            Executor threads) {
        this.probes = gpuNodeRegistry.all().stream()
                .map(gpuNode -> new NodeProbe(gpuNode, settings, clock, wakeUpSignal::ring))
                .toList();
        this.tasks = Stream.concat(
                        probes.stream().map(probe -> (Runnable) () -> probe.askIfDue(threads)), tasks.stream())
                .toList();
        this.interval = settings.probeInterval();
        this.clock = clock;
        gpuNodeRegistry.all().forEach(gpuNode -> gpuNode.onChange(wakeUpSignal::ring));
    }

    /** Asks for a round now. */
    public void triggerNow() {
        wakeUpSignal.ring();
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
        wakeUpSignal.ring();
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
        boolean wrong = false;
        for (Runnable task : tasks) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                wrong = true;
                if (!failing) {
                    LOG.error("Bringing endpoints and models up to date failed; it is tried again in {}", interval, e);
                }
            }
        }
        failing = wrong;
    }
}

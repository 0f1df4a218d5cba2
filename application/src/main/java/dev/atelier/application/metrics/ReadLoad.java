package dev.atelier.application.metrics;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Shows how the load was in the last day: the queue to those who see the jobs of all users in it, the nodes to those who see them. */
@UseCase
public class ReadLoad {

    /** How far it goes back. */
    public static final Duration PERIOD = Duration.ofDays(1);

    private final LoadHistory history;
    private final Clock clock;

    public ReadLoad(LoadHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /**
     * What part of the time the nodes ran jobs.
     *
     * @param share of the interval before, from 0 to 1
     */
    public record Busy(Instant at, double share) {}

    /** The jobs of all users that waited. */
    public List<LoadHistory.Queue> queue(Caller caller) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        caller.require(ResourceType.USER, Action.ALL);
        return history.queue(begin());
    }

    /** How busy all nodes were together. */
    public List<Busy> nodes(Caller caller) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.LIST);
        return history.nodes(begin()).stream().map(ReadLoad::busy).toList();
    }

    /** The clocks of replicas differ a little, so that the parts of a node may be more than the interval. */
    private static Busy busy(LoadHistory.Nodes sample) {
        double most = (double) sample.nodes() * LoadSampler.INTERVAL.toMillis();
        return new Busy(sample.at(), Math.min(1, sample.busy().toMillis() / most));
    }

    private Instant begin() {
        return clock.instant().minus(PERIOD);
    }
}

package dev.atelier.application.compute;

import dev.atelier.domain.NotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The GPU nodes of a backend, as this process knows them. Thread-safe; no method waits for a node. */
@FunctionalInterface
public interface ComputeNodes {

    /** A backend without nodes that an operator could steer. */
    ComputeNodes NONE = List::of;

    /** In the order of the settings, then those that were added, in the order of their arrival. */
    List<Node> all();

    /** How many may be added while the service runs; 0: none. */
    default int mostAdded() {
        return 0;
    }

    /**
     * The name of a node that may be added.
     *
     * @throws dev.atelier.domain.InvalidRequestException if there can be no such node
     */
    default String nameOf(NodeDefinition definition) {
        throw new NotSupportedException("this backend has no nodes");
    }

    /** Takes up at once what was added, changed or removed; otherwise that happens within seconds. */
    default void refresh() {}

    /** What is known of a node's health. */
    enum Health {
        /** It has not answered this process yet. */
        UNKNOWN,
        /** It answers. */
        HEALTHY,
        /** It answers, but fails; it gets no jobs for a while. */
        UNHEALTHY,
        /** It cannot be reached, or answers nothing; it gets no jobs for a while. */
        SILENT
    }

    /**
     * A node.
     *
     * @param name the same in all replicas; without user and password
     * @param backend the name of its backend
     * @param added whether it was added while the service runs; otherwise it is one of the settings
     * @param instanceTypes patterns of the instance types that it matches, for people
     * @param serves whether it serves endpoints of this instance type
     * @param since when it entered this health
     * @param reason why it is not healthy; empty where it is, or nothing is known
     * @param models how many it lists; empty before its first answer
     * @param version of its software; empty where it has not said one
     */
    record Node(
            String name,
            String backend,
            boolean added,
            List<String> instanceTypes,
            Predicate<String> serves,
            Health health,
            Instant since,
            Optional<String> reason,
            Optional<Integer> models,
            Optional<String> version,
            Work work) {}

    /**
     * What this process had a node do.
     *
     * @param running whether it runs a job of this process
     * @param since when that began; empty: it has run none yet
     * @param checkpoint what it generated with last; empty where that is not known
     * @param switches how often that changed since this process started
     * @param busyShare of the last hour, or of the time since this process started if that is less; from 0 to 1
     * @param busy for how long it ran jobs since this process began to use it, until now
     */
    record Work(
            boolean running,
            Optional<Instant> since,
            Optional<String> checkpoint,
            long switches,
            double busyShare,
            Duration busy) {}
}

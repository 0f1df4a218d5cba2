package dev.atelier.application.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How full the queue of the GPU nodes was and how busy they were, in samples that all replicas share. Thread-safe. */
public interface LoadHistory {

    /**
     * Adds what one replica has seen: what it saw of the queue, unless another replica was first, and for how long it had its nodes
     * run jobs to what the others had.
     *
     * @return whether it was the first of this time
     */
    boolean add(Sample sample);

    /** What was seen of the queue at that time and later, in order. */
    List<Queue> queue(Instant from);

    /** What the nodes did until that time and later ones, in order. */
    List<Nodes> nodes(Instant from);

    /** Removes what is older. */
    void removeBefore(Instant time);

    /**
     * What a replica has seen.
     *
     * @param busy for how long each of its nodes has run jobs of it since the sample before, by name
     */
    record Sample(Queue queue, Map<String, Duration> busy) {}

    /**
     * The jobs of all users and endpoints that waited.
     *
     * @param oldest for how long the first of them had waited; zero where none waited
     */
    record Queue(Instant at, long waiting, Duration oldest) {}

    /**
     * What all nodes did.
     *
     * @param nodes how many there were
     * @param busy for how long they ran jobs, together, since the sample before
     */
    record Nodes(Instant at, int nodes, Duration busy) {}
}

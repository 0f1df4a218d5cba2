package dev.atelier.application.node;

import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Map;

/**
 * Which nodes are drained: they finish what they run, and take nothing new until they are resumed. The same for all
 * replicas and persistent, and seen by every claim that begins once a method has returned. Thread-safe.
 */
public interface NodeDrains {

    /** All that are drained, by their name, also those that are not configured any more. */
    Map<String, Drain> all();

    /** Drains a node; false when it is drained already, and stays as it is. */
    boolean begin(String node, UserName by);

    /** Lets the node take jobs again; false when it is not drained. */
    boolean end(String node);

    /**
     * That a node is drained.
     *
     * @param since by the database's clock
     * @param by who drained it
     */
    record Drain(Instant since, UserName by) {}
}

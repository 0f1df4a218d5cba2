package dev.atelier.application.node;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The nodes that were added while the service runs. The same for all replicas and persistent. A node that is removed stays
 * known for a while, so that each replica learns of it before its name is free of its drain. Thread-safe.
 */
public interface AddedNodes {

    /** All, those included that are being removed, in the order of their arrival. */
    List<AddedNode> all();

    /**
     * Adds a node, in place of one of its name that is being removed.
     *
     * @param most how many there may be, without those that are being removed
     * @return false if there is one of that name, which stays as it is
     * @throws dev.atelier.domain.InvalidRequestException if there are {@code most} already
     */
    boolean add(AddedNode node, int most);

    /** Replaces definition and version; false if there is none of that name and version, or it is being removed. */
    boolean change(AddedNode node, UUID before);

    /** Begins its removal; false if there is none of that name, or that has begun before. */
    boolean beginRemoval(String name);

    /**
     * Keeps it after all; false if there is none of that name, or it is not being removed.
     *
     * @param most as above
     * @throws dev.atelier.domain.InvalidRequestException if there are {@code most} others; it is removed then
     */
    boolean cancelRemoval(String name, int most);

    /**
     * Forgets a node, and that it is drained, if its removal began at least that long ago by the clock of the database;
     * otherwise false.
     */
    boolean forget(String name, Duration since);
}

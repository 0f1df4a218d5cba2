package dev.atelier.application.inference;

import dev.atelier.domain.access.RoleName;
import java.util.Map;
import java.util.Set;

/**
 * How the users of an {@link InferenceQueue} share it: by start-time fair queueing (Goyal, Vin and Cheng, 1996), with every job
 * at the same cost. A job's turn is the virtual time at which it is due: that of the queue, or one {@linkplain #step step}
 * after the user's last job that waits, or that was given while others waited, if that is later. The virtual time is the turn that was due at the
 * last claim.
 *
 * @param enabled whether users are served in turn; otherwise all jobs have the same turn, so that they are served in the order of
 *     their arrival
 * @param weights how many jobs a user with this role is given in the time in which another is given one, 1 to {@value
 *     #MAX_WEIGHT}; roles without a weight have 1
 */
public record FairShare(boolean enabled, Map<RoleName, Integer> weights) {

    /** The greatest weight. */
    public static final int MAX_WEIGHT = 1000;

    /** All users have the same share. */
    public static final FairShare EQUAL = new FairShare(true, Map.of());

    /** First come, first served. */
    public static final FairShare OFF = new FairShare(false, Map.of());

    /** Virtual time between two jobs of a user with weight 1. */
    private static final long STEP = 1_000_000;

    /** @throws IllegalArgumentException for a weight that is not allowed */
    public FairShare {
        weights.forEach((role, weight) -> {
            if (weight < 1 || weight > MAX_WEIGHT) {
                throw new IllegalArgumentException(
                        "the weight of role " + role + " is " + weight + "; allowed is 1 to " + MAX_WEIGHT);
            }
        });
        weights = Map.copyOf(weights);
    }

    /** Whether the roles of a user count. */
    public boolean weighted() {
        return enabled && !weights.isEmpty();
    }

    /** Virtual time between two jobs of a user with these roles, of which that with the greatest weight counts. */
    public long step(Set<RoleName> roles) {
        return STEP
                / roles.stream()
                        .mapToInt(role -> weights.getOrDefault(role, 1))
                        .max()
                        .orElse(1);
    }
}

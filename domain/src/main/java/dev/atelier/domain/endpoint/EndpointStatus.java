package dev.atelier.domain.endpoint;

import java.util.EnumSet;
import java.util.Set;

/**
 * Transitions: Creating to InService (perhaps first observed as Updating) or Failed; a serving endpoint may fail later.
 */
public enum EndpointStatus {
    CREATING("Creating"),
    IN_SERVICE("InService"),
    UPDATING("Updating"),
    FAILED("Failed");

    private final String word;

    EndpointStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether jobs may be submitted to the endpoint. */
    public boolean serves() {
        return this == IN_SERVICE || this == UPDATING;
    }

    boolean canBecome(EndpointStatus next) {
        return successors().contains(next);
    }

    private Set<EndpointStatus> successors() {
        return switch (this) {
            case CREATING -> EnumSet.of(IN_SERVICE, UPDATING, FAILED);
            case IN_SERVICE -> EnumSet.of(UPDATING, FAILED);
            case UPDATING -> EnumSet.of(IN_SERVICE, FAILED);
            case FAILED -> EnumSet.noneOf(EndpointStatus.class);
        };
    }
}

package dev.atelier.domain.merge;

import dev.atelier.domain.InvalidRequestException;

/** How much of the other models comes in: from 0, nothing, to 1. */
public record Multiplier(double value) {

    /** What SD WebUI begins with. */
    public static final Multiplier USUAL = new Multiplier(0.3);

    public Multiplier {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidRequestException("multiplier is " + value + "; allowed is 0 to 1");
        }
    }
}

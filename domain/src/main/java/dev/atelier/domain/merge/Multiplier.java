package dev.atelier.domain.merge;

import dev.atelier.domain.InvalidRequestException;

/** The share of the other models, from 0 (none) to 1. */
public record Multiplier(double value) {

    /** The default of SD WebUI. */
    public static final Multiplier USUAL = new Multiplier(0.3);

    public Multiplier {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidRequestException("multiplier is " + value + "; allowed is 0 to 1");
        }
    }
}

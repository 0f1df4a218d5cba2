package dev.atelier.rest.queue;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What was moved.
 *
 * @param moved how many jobs this call moved
 * @param left how many wait where they were, as their users may not use the target or it cannot serve them
 * @param more whether further ones were not looked at; call again for them
 */
@Serdeable
record MovedView(int moved, int left, boolean more) {}

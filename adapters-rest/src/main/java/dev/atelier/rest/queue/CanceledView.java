package dev.atelier.rest.queue;

import io.micronaut.serde.annotation.Serdeable;

/**
 * What was canceled.
 *
 * @param canceled how many jobs this call canceled
 * @param more whether further ones fit; call again to cancel them
 */
@Serdeable
record CanceledView(int canceled, boolean more) {}

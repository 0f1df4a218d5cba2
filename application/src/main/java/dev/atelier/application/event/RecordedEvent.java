package dev.atelier.application.event;

import dev.atelier.domain.event.Event;
import java.time.Instant;

/**
 * An event of the log.
 *
 * @param position its place in the log, from 1 and without gaps
 * @param time when the transaction that recorded it began, by the database's clock
 */
public record RecordedEvent(long position, Instant time, Event event) {}

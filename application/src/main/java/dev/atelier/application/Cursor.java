package dev.atelier.application;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.UuidParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The position after one row of a list that is sorted by time and id, newest first. It contains the row's own values,
 * so rows that are added or removed meanwhile do not shift it.
 */
public record Cursor(Instant created, UUID id) {

    /** The position before all rows of earlier than that. */
    public static Cursor before(Instant time) {
        return new Cursor(time, new UUID(0, 0));
    }

    /** Parses what {@link #toString} wrote. */
    public static Cursor parse(String text) {
        int at = text.indexOf('_');
        try {
            long micros = Long.parseLong(text.substring(0, Math.max(at, 0)));
            Instant created = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            return new Cursor(created, UuidParser.parse(text.substring(at + 1)).orElseThrow(() -> unknown(text)));
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            throw unknown(text);
        }
    }

    private static InvalidRequestException unknown(String text) {
        return new InvalidRequestException("exclusive_start_key " + TextSanitizer.quote(text)
                + " is not a last_evaluated_key that this service gave");
    }

    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, created) + "_" + id;
    }
}

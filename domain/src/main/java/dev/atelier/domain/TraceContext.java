package dev.atelier.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of a distributed trace, as what belongs below it refers to it.
 *
 * @param traceId 32 lowercase hexadecimal digits, not all of them 0
 * @param spanId 16 lowercase hexadecimal digits, not all of them 0
 * @param sampled whether the spans of the trace are recorded
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {

    /** The number of characters of {@link #toString}. */
    public static final int LENGTH = 55;

    /** Later versions may have more fields behind those of the first one. */
    private static final Pattern FORMAT =
            Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?");

    private static final String FIRST_VERSION = "00";
    private static final Pattern ZEROS = Pattern.compile("0+");

    /** @throws IllegalArgumentException if an id is not one */
    public TraceContext {
        requireId(traceId, 32);
        requireId(spanId, 16);
    }

    private static void requireId(String id, int digits) {
        if (!id.matches("[0-9a-f]{" + digits + "}") || ZEROS.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "the id is " + id + "; allowed are " + digits + " lowercase hexadecimal digits, not all 0");
        }
    }

    /** Reads the W3C header {@code traceparent}; empty when there is none, or it is not valid and so to be ignored. */
    public static Optional<TraceContext> parse(String traceparent) {
        if (traceparent == null) {
            return Optional.empty();
        }
        Matcher fields = FORMAT.matcher(traceparent);
        if (!fields.matches()
                || fields.group(1).equals(FIRST_VERSION) && traceparent.length() != LENGTH
                || ZEROS.matcher(fields.group(2)).matches()
                || ZEROS.matcher(fields.group(3)).matches()) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(fields.group(4), 16) & 1) != 0;
        return Optional.of(new TraceContext(fields.group(2), fields.group(3), sampled));
    }

    /** As the header {@code traceparent}. */
    @Override
    public String toString() {
        return FIRST_VERSION + "-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}

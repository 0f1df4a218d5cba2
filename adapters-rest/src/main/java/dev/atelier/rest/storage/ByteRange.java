package dev.atelier.rest.storage;

import dev.atelier.domain.TextSanitizer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requested range of a file; the ends are inclusive. */
record ByteRange(long first, long last) {

    private static final Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * Parses a {@code Range} header. Several ranges at once, other units and malformed values are ignored, as RFC 9110
     * allows.
     *
     * @throws RangeNotSatisfiableException if the range is beyond the file
     */
    static Optional<ByteRange> parse(String header, long length) {
        Matcher form = FORM.matcher(header == null ? "" : header);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        ByteRange range = form.group(1).isEmpty()
                ? new ByteRange(Math.max(0, length - Long.parseLong(form.group(2))), length - 1)
                : new ByteRange(
                        Long.parseLong(form.group(1)),
                        form.group(2).isEmpty() ? length - 1 : Math.min(Long.parseLong(form.group(2)), length - 1));
        if (range.first < length && range.first <= range.last) {
            return Optional.of(range);
        }
        throw new RangeNotSatisfiableException(header, length);
    }

    long length() {
        return last - first + 1;
    }

    /** The {@code Content-Range} of a response with this range of a file of that length. */
    String of(long whole) {
        return "bytes " + first + "-" + last + "/" + whole;
    }

    /** The range is beyond the file. */
    static final class RangeNotSatisfiableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long length;

        RangeNotSatisfiableException(String header, long length) {
            super("the file has " + length + " bytes; it has none in the range " + TextSanitizer.quote(header));
            this.length = length;
        }

        long length() {
            return length;
        }
    }
}

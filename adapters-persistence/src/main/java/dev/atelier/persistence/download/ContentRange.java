package dev.atelier.persistence.download;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a response contains: {@code bytes 5-9/10}, or {@code bytes *}{@code /10}; -1 for missing
 * numbers.
 */
record ContentRange(long start, long total) {

    private static final Pattern FORM = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(?:(\\d{1,18})|\\*)");

    static ContentRange of(ImportHttpClient.Exchange exchange) {
        String header = exchange.header("Content-Range");
        Matcher parts = FORM.matcher(header == null ? "" : header.trim());
        return parts.matches()
                ? new ContentRange(number(parts.group(1)), number(parts.group(2)))
                : new ContentRange(-1, -1);
    }

    private static long number(String digits) {
        return digits == null ? -1 : Long.parseLong(digits);
    }
}

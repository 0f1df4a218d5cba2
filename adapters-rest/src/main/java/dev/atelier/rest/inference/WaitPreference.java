package dev.atelier.rest.inference;

import io.micronaut.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The preference {@code wait} in the {@code Prefer} headers of a request (RFC 7240). Of several the first counts; what
 * cannot be read is ignored, as is everything else in the headers.
 */
final class WaitPreference {

    private static final Pattern SECONDS = Pattern.compile("\\d+");

    /** Longer numbers might not be an int. */
    private static final int MAX_DIGITS = 9;

    private WaitPreference() {}

    /** How long the client wants to wait; empty if it does not. */
    static Optional<Duration> in(HttpHeaders headers) {
        return headers.getAll("Prefer").stream()
                .flatMap(header -> split(header, ',').stream())
                .map(preference -> split(split(preference, ';').get(0), '='))
                .filter(parts -> parts.get(0).strip().equalsIgnoreCase("wait"))
                .findFirst()
                .filter(parts -> parts.size() == 2)
                .flatMap(parts -> seconds(unquoted(parts.get(1).strip())));
    }

    private static Optional<Duration> seconds(String value) {
        if (!SECONDS.matcher(value).matches()) {
            return Optional.empty();
        }
        long seconds = value.length() > MAX_DIGITS ? Integer.MAX_VALUE : Long.parseLong(value);
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** The parts between the separators that are not in quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }
}

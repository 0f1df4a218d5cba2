package dev.atelier.rest.usage;

import dev.atelier.application.usage.UsageDimension;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The place of a total in a list, as {@code last_evaluated_key}: its values in Base64, between dots. */
final class UsageKey {

    private static final int DAY_LENGTH = 10;

    private UsageKey() {}

    static String write(List<String> key) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return key.stream()
                .map(value -> encoder.encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining("."));
    }

    /** @throws InvalidRequestException if it is not the key of a list with these dimensions */
    static List<String> parse(String text, Set<UsageDimension> by) {
        try {
            List<String> key =
                    Arrays.stream(text.split("\\.", -1)).map(UsageKey::decode).toList();
            if (key.size() == by.size() && key.stream().noneMatch(value -> value.indexOf('\0') >= 0)) {
                if (by.contains(UsageDimension.DAY)) {
                    requireDay(key.get(0));
                }
                return key;
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // As below.
        }
        throw new InvalidRequestException("exclusive_start_key " + TextSanitizer.quote(text)
                + " is not a last_evaluated_key that this service gave for this group_by");
    }

    private static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    /** With a year of four digits, as the databases have no others. */
    private static void requireDay(String text) {
        if (LocalDate.parse(text).getYear() < 1 || text.length() != DAY_LENGTH) {
            throw new IllegalArgumentException(text);
        }
    }
}

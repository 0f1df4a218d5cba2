package dev.atelier.application.training;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes options as TOML that the reader of kohya's sd-scripts understands: Python's toml 0.10.2, which refuses lists of
 * whole and other numbers together, takes a backslash in a literal string for an escape, and splits lists at commas
 * before it reads their strings.
 */
public final class KohyaToml {

    private KohyaToml() {}

    /**
     * The options, one a line.
     *
     * @param options by name, each of letters, digits and underscores: text, flags, numbers, and lists of text or
     *     numbers
     */
    public static String of(Map<String, Object> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + " = " + value(option.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    private static String value(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().allMatch(Number.class::isInstance) ? numbers(list) : texts(list);
        }
        return value instanceof Number number
                ? number(number)
                : value instanceof Boolean ? value + "" : text(value, false);
    }

    /** Numbers of one kind: where one is not whole, all are decimal. */
    private static String numbers(List<?> list) {
        boolean whole = list.stream().allMatch(entry -> entry instanceof Integer || entry instanceof Long);
        return list.stream()
                .map(entry -> whole ? entry.toString() : decimal((Number) entry))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String texts(List<?> list) {
        return list.stream().map(entry -> text(entry, true)).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String number(Number number) {
        return number instanceof Integer || number instanceof Long ? number.toString() : decimal(number);
    }

    /** Without an exponent, which not every reader knows. */
    private static String decimal(Number number) {
        String plain = new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }

    private static String text(Object value, boolean listed) {
        String text = value.toString();
        // A quote at the start would be taken for one of three that begin a text of several lines.
        if (text.startsWith("\"") && text.chars().noneMatch(KohyaToml::isSpecialInLiteral)) {
            return "'" + text + "'";
        }
        StringBuilder escaped = new StringBuilder("\"");
        boolean begun = false;
        for (char character : text.toCharArray()) {
            begun |= character != ' ' && character != ',';
            escaped.append(escape(character, listed && !begun));
        }
        return escaped.append('"').toString();
    }

    private static boolean isSpecialInLiteral(int character) {
        return character == '\'' || character == '\\' || Character.isISOControl(character);
    }

    /** @param splits whether a comma here would be taken for one between two entries */
    private static String escape(char character, boolean splits) {
        if (character == '"' || character == '\\') {
            return "\\" + character;
        }
        return Character.isISOControl(character) || splits && character == ','
                ? String.format("\\u%04x", (int) character)
                : String.valueOf(character);
    }
}

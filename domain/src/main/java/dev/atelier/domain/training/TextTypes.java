package dev.atelier.domain.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Textual types of options. */
final class TextTypes {

    private static final int MAX_TEXT_LENGTH = 2000;
    private static final int MAX_LIST_LENGTH = 100;

    private TextTypes() {}

    /**
     * True or false, also written as words and numbers.
     *
     * @param on other words for true
     * @param off other words for false
     */
    record Flag(List<String> on, List<String> off) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            String word = value.toString().toLowerCase(Locale.ROOT);
            return switch (word) {
                case "true", "1" -> Optional.of(true);
                case "false", "0" -> Optional.of(false);
                default ->
                    on.contains(word) ? Optional.of(true) : off.contains(word) ? Optional.of(false) : Optional.empty();
            };
        }

        @Override
        public String allowed() {
            return "true or false";
        }
    }

    /** One of some words; a word of digits becomes a number. */
    record Choice(List<String> words, String allowed) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            return words.stream()
                    .filter(word -> word.equalsIgnoreCase(value.toString()))
                    .findFirst()
                    .map(word -> word.matches("[0-9]+") ? (Object) Integer.valueOf(word) : word);
        }
    }

    /** Text that matches a regular expression. */
    record Fitting(Pattern pattern, String allowed) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            boolean fits = (value instanceof String || value instanceof Number)
                    && value.toString().length() <= MAX_TEXT_LENGTH
                    && pattern.matcher(value.toString()).matches();
            return fits ? Optional.of(value.toString()) : Optional.empty();
        }
    }

    /** The same, or a list whose entries fit when they are joined with commas. */
    record Joined(Fitting whole) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            return whole.read(
                    value instanceof List<?> list
                            ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                            : value);
        }

        @Override
        public String allowed() {
            return whole.allowed();
        }
    }

    /** Any text, without control characters. */
    record Prose() implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            return value instanceof String text
                            && text.length() <= MAX_TEXT_LENGTH
                            && text.chars().noneMatch(Character::isISOControl)
                    ? Optional.of(value)
                    : Optional.empty();
        }

        @Override
        public String allowed() {
            return "text of up to " + MAX_TEXT_LENGTH + " characters, no control characters among them";
        }
    }

    /** Prompts of sample images, one on each line; the lines of comments that such files have are left out. */
    record SamplePrompts() implements OptionType {

        private static final int MOST = 10;

        @Override
        public Optional<Object> read(Object value) {
            List<String> lines = (value instanceof String text ? text : "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            List<String> prompts = lines.stream()
                    .flatMap(line -> SamplePrompt.parse(line).stream())
                    .map(SamplePrompt::toString)
                    .toList();
            return prompts.size() == lines.size() && !lines.isEmpty() && lines.size() <= MOST
                    ? Optional.of(String.join("\n", prompts))
                    : Optional.empty();
        }

        @Override
        public String allowed() {
            return "text of 1 to " + MOST + " lines, " + SamplePrompt.allowed();
        }
    }

    /** A list whose entries are of one type. */
    record ListOf(OptionType entry, String allowed) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            if (!(value instanceof List<?> list) || list.size() > MAX_LIST_LENGTH) {
                return Optional.empty();
            }
            List<Object> entries = list.stream()
                    .flatMap(one -> Optional.ofNullable(one).flatMap(entry::read).stream())
                    .toList();
            return entries.size() == list.size() ? Optional.of(entries) : Optional.empty();
        }
    }

    /** {@code KEY=VALUE}, passed on unchanged, with a type for each key. */
    record Argument(Map<String, OptionType> types) implements OptionType {

        @Override
        public Optional<Object> read(Object value) {
            String[] parts = value instanceof String text ? text.split("=", -1) : new String[0];
            return parts.length == 2 && types.containsKey(parts[0])
                    ? types.get(parts[0]).read(parts[1]).map(read -> value)
                    : Optional.empty();
        }

        @Override
        public String allowed() {
            return types.entrySet().stream()
                    .map(type -> type.getKey() + " (" + type.getValue().allowed() + ")")
                    .collect(Collectors.joining(", "));
        }
    }
}

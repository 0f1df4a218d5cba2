package dev.atelier.localgpu.node;

import dev.atelier.application.ConfigurationChecks;
import java.util.List;
import java.util.regex.Pattern;

/** The instance types of a node as glob patterns, such as {@code ml.g5.*}: {@code *} matches any characters, {@code ?} one. */
public record InstanceTypeMatcher(List<String> patterns) {

    private static final int MAX_PATTERNS = 50;
    private static final int MAX_LENGTH = 100;
    private static final int MAX_WILDCARDS = 5;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._*?-]+");

    public InstanceTypeMatcher {
        patterns = List.copyOf(patterns);
    }

    /** Reads the value of a setting. */
    public static InstanceTypeMatcher parse(String key, List<String> patterns) {
        List<String> stripped = patterns.stream().map(String::strip).toList();
        boolean allowed = !stripped.isEmpty()
                && stripped.stream()
                        .allMatch(pattern -> ALLOWED.matcher(pattern).matches());
        ConfigurationChecks.require(
                allowed,
                key,
                patterns,
                "one or more instance types of letters, digits, dots, hyphens and underscores, in which * matches any"
                        + " characters and ? one, such as ml.g5.*");
        return new InstanceTypeMatcher(stripped);
    }

    /** As {@link #parse}, for values that come by the API: bounded, since each of them is matched often. */
    public static InstanceTypeMatcher parseBounded(String key, List<String> patterns) {
        boolean bounded = patterns.size() <= MAX_PATTERNS
                && patterns.stream()
                        .allMatch(pattern -> pattern.length() <= MAX_LENGTH
                                && pattern.chars().filter(c -> c == '*').count() <= MAX_WILDCARDS);
        ConfigurationChecks.require(
                bounded,
                key,
                "too long",
                "at most " + MAX_PATTERNS + " of at most " + MAX_LENGTH + " characters each, " + MAX_WILDCARDS
                        + " of them *");
        return parse(key, patterns);
    }

    boolean include(String instanceType) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, instanceType));
    }

    private static boolean matches(String pattern, String instanceType) {
        String expression =
                pattern.replaceAll("[.-]", "\\\\$0").replace("*", ".*").replace('?', '.');
        return instanceType.matches(expression);
    }
}

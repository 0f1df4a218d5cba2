package dev.atelier.application.inference;

import dev.atelier.domain.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A script with known arguments. Built while the data file is read, and not changed afterwards. */
final class ScriptRule {

    private static final Set<String> SWITCHES = Set.of("enabled", "enable");

    private final List<ValueRule> args = new ArrayList<>();
    private final List<ValueRule> more = new ArrayList<>();
    private final Map<String, ValueRule> fields = new HashMap<>();
    private int switchAt = -1;
    private String switchField = "";

    /** A script with unknown arguments except for its usual switches. */
    static boolean isOff(List<?> args) {
        return args.isEmpty()
                || isFalse(args.get(0))
                || args.stream().allMatch(arg -> SWITCHES.stream().anyMatch(field -> isOff(arg, field)));
    }

    /** Parses a line of the data file. */
    void read(String keyword, List<String> words) {
        List<ValueRule> types = new ArrayList<>();
        switch (keyword) {
            case "switch" -> switchAt = Integer.parseInt(words.get(0));
            case "switch-field" -> switchField = words.get(0);
            case "field" -> words.stream().skip(1).forEach(name -> fields.put(name, ValueRule.of(words.get(0))));
            default -> words.forEach(type -> types.add(ValueRule.of(type)));
        }
        (keyword.equals("more") ? more : args).addAll(types);
    }

    /** Whether these arguments leave the script switched off. */
    boolean isSwitchedOff(List<?> given) {
        boolean off = !switchField.isEmpty() && given.stream().allMatch(arg -> isOff(arg, switchField));
        return given.isEmpty() || off || (switchAt >= 0 && switchAt < given.size() && isFalse(given.get(switchAt)));
    }

    void check(String place, List<?> given, Consumer<PayloadModelName> models) {
        for (int at = 0; at < given.size(); at++) {
            if (given.get(at) instanceof Map<?, ?> unit && !fields.isEmpty()) {
                checkUnit(place, unit, models);
            } else {
                checkPositional(place + ": argument " + (at + 1), given.get(at), at, models);
            }
        }
    }

    private void checkPositional(String place, Object value, int at, Consumer<PayloadModelName> models) {
        if (!switchField.isEmpty() && value != null) {
            throw new InvalidRequestException(place + " is not an object");
        }
        positional(at).check(place, value, models);
    }

    private ValueRule positional(int at) {
        if (at < args.size()) {
            return args.get(at);
        }
        return more.isEmpty() ? ValueRule.PLAIN : more.get((at - args.size()) % more.size());
    }

    /** Values without effect are checked less strictly. */
    private void checkUnit(String place, Map<?, ?> unit, Consumer<PayloadModelName> models) {
        boolean off = isOff(unit, switchField);
        unit.forEach((field, value) -> {
            ValueRule rule = off ? ValueRule.ANY_TEXT : fields.getOrDefault(field, ValueRule.PLAIN);
            rule.check(place + ": " + field, value, models);
        });
    }

    private static boolean isOff(Object arg, String field) {
        return arg == null || (arg instanceof Map<?, ?> unit && isFalse(unit.get(field)));
    }

    /** No other value is certainly off: to Python, any other text is true. */
    private static boolean isFalse(Object value) {
        return Boolean.FALSE.equals(value);
    }
}

package dev.atelier.application.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The scripts that payloads may use. Their arguments can name folders and files of the node, so this is an allow list:
 * the scripts of the data file, whose arguments are known, and those that the operator names, whose texts are only
 * checked to be neither path nor URL.
 */
final class ScriptRules {

    private final Map<String, ScriptRule> known = new LinkedHashMap<>();
    private final Set<String> others = new HashSet<>();

    ScriptRules(Collection<String> others) {
        others.forEach(title -> this.others.add(key(title)));
        ScriptRule rule = null;
        for (List<String> line : RuleFile.lines("scripts.txt")) {
            List<String> words = line.subList(1, line.size());
            if (line.get(0).equals("script")) {
                rule = new ScriptRule();
                known.put(String.join(" ", words), rule);
            } else {
                rule.read(line.get(0), words);
            }
        }
    }

    /** Whether the script has no effect with these arguments, so that it can be removed from a payload. */
    boolean isOff(String title, Object args) {
        if (args == null) {
            return true;
        }
        if (!(args instanceof List<?> list)) {
            return false;
        }
        ScriptRule rule = known.get(key(title));
        if (rule != null) {
            return rule.isSwitchedOff(list);
        }
        return list.isEmpty() || (!others.contains(key(title)) && ScriptRule.isOff(list));
    }

    /** Whether payloads may name it. */
    boolean isTaken(String title) {
        ScriptRule rule = known.get(key(title));
        return rule != null && rule.isTaken() || others.contains(key(title));
    }

    /** What is off is not looked at, since it is not passed on. */
    void check(String title, Object args, Consumer<PayloadModelName> models) {
        String place = "alwayson_scripts." + TextSanitizer.shortened(title, 100);
        if (isOff(title, args)) {
            return;
        }
        if (!(args instanceof List<?> list)) {
            throw new InvalidRequestException(place + ".args should be a list");
        }
        rule(title).check(place, list, models);
    }

    private Check rule(String title) {
        ScriptRule rule = known.get(key(title));
        if (rule != null && rule.isTaken()) {
            return rule::check;
        }
        if (others.contains(key(title))) {
            return ValueRule.ANY_TEXT::check;
        }
        Set<String> allowed = new TreeSet<>(others);
        known.forEach((name, one) -> {
            if (one.isTaken()) {
                allowed.add(name);
            }
        });
        throw new InvalidRequestException("the script " + TextSanitizer.quote(title)
                + " is not taken in alwayson_scripts, and its argument "
                + (rule == null ? 1 : rule.switchPosition())
                + " does not switch it off; allowed are " + String.join(", ", allowed)
                + ", and what the operator adds by the setting atelier.inference.scripts");
    }

    @FunctionalInterface
    private interface Check {

        void check(String place, List<?> args, Consumer<PayloadModelName> models);
    }

    private static String key(String title) {
        return title.toLowerCase(Locale.ROOT);
    }
}

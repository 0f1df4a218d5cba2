package dev.atelier.application.inference;

import dev.atelier.application.Collaborator;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The rules for payloads. Through some fields, node software opens local files and fetches URLs, so scripts and
 * settings are allow lists, and texts that could be a path or URL of the node are rejected. Immutable.
 */
@Collaborator
public class PayloadRules {

    private static final String SCRIPTS = "alwayson_scripts";
    private static final String SETTINGS = "override_settings";
    private static final int MAX_MODELS = 100;

    private final Map<String, ValueRule> fields = RuleFile.types("fields.txt");
    private final Map<String, ValueRule> settings = RuleFile.types("settings.txt");
    private final ScriptRules scripts;

    public PayloadRules(PayloadAdditions additions) {
        scripts = new ScriptRules(additions.scripts());
        additions
                .settings()
                .forEach(key -> settings.compute(
                        key, (name, rule) -> rule == null || rule.isLeftOut() ? ValueRule.ANY_TEXT : rule));
    }

    /**
     * Checks a payload in the form that {@link PayloadReader} returns.
     *
     * @return the models that it names
     * @throws InvalidRequestException if it contains what is not for clients
     */
    Set<PayloadModelName> check(Map<String, Object> payload) {
        Set<PayloadModelName> models = new LinkedHashSet<>();
        payload.forEach((field, value) -> {
            switch (field) {
                case SCRIPTS -> checkScripts(value, models::add);
                case SETTINGS -> checkSettings(value, models::add);
                case "script_args" -> {} // no effect without script_name
                default -> fields.getOrDefault(field, ValueRule.ANY_TEXT).check(field, value, models::add);
            }
        });
        if (models.size() > MAX_MODELS) {
            throw new InvalidRequestException("the payload names more than " + MAX_MODELS + " models");
        }
        return models;
    }

    /** Whether the script has no effect with these arguments, so that it can be removed from a payload. */
    public boolean isOff(String title, Object args) {
        return scripts.isOff(title, args);
    }

    /** Whether {@code alwayson_scripts} may name the script to some effect. */
    boolean isTakenScript(String title) {
        return scripts.isTaken(title);
    }

    /** Whether {@code override_settings} may have this setting, to some effect. */
    boolean isAppliedSetting(String name) {
        ValueRule rule = settings.get(name);
        return rule != null && !rule.isLeftOut();
    }

    /** By field of the payload, the scripts that are off and the settings that are taken without effect: not to be passed on. */
    public Map<String, Set<String>> leftOut(Map<String, Object> payload) {
        return Map.of(
                SCRIPTS, names(payload.get(SCRIPTS), (title, script) -> isOff(title, args(script))),
                SETTINGS,
                        names(
                                payload.get(SETTINGS),
                                (key, value) -> setting(key).isLeftOut()));
    }

    private static Set<String> names(Object object, BiPredicate<String, Object> which) {
        Set<String> names = new LinkedHashSet<>();
        if (object instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (which.test(name.toString(), value)) {
                    names.add(name.toString());
                }
            });
        }
        return names;
    }

    private static Object args(Object script) {
        return script instanceof Map<?, ?> given ? given.get("args") : null;
    }

    private void checkScripts(Object value, Consumer<PayloadModelName> models) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((title, script) -> {
                requireArgs(title.toString(), script);
                scripts.check(title.toString(), args(script), models);
            });
        } else if (value != null && !List.of().equals(value)) {
            throw new InvalidRequestException(SCRIPTS + " should be an object of scripts by title");
        }
    }

    /** Node software ignores a script whose arguments stand elsewhere, and the job would succeed without it. */
    private static void requireArgs(String title, Object script) {
        boolean hasArgs = script instanceof Map<?, ?> given && given.containsKey("args") && !isElsewhere(given);
        if (script != null && !hasArgs) {
            throw new InvalidRequestException(SCRIPTS + "." + TextSanitizer.shortened(title, 100)
                    + " should be an object with the list \"args\", for example {\"args\": [...]};"
                    + " what stands anywhere else has no effect");
        }
    }

    private static boolean isElsewhere(Map<?, ?> script) {
        return isNothing(script.get("args")) && !script.values().stream().allMatch(PayloadRules::isNothing);
    }

    private static boolean isNothing(Object value) {
        return value == null || List.of().equals(value) || Map.of().equals(value);
    }

    private void checkSettings(Object value, Consumer<PayloadModelName> models) {
        if (value != null && !(value instanceof Map)) {
            throw new InvalidRequestException(SETTINGS + " should be an object");
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, setting) -> setting(key.toString()).check(SETTINGS + "." + key, setting, models));
        }
    }

    private ValueRule setting(String key) {
        ValueRule rule = settings.get(key);
        if (rule == null) {
            throw new InvalidRequestException("the setting " + TextSanitizer.quote(key) + " is not taken in " + SETTINGS
                    + "; allowed are " + String.join(", ", new TreeSet<>(settings.keySet())));
        }
        return rule;
    }
}

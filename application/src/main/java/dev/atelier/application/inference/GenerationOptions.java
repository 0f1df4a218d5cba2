package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A user's own options, which stand for those that a client of a single node would set there for all its users. */
@UseCase
public class GenerationOptions {

    private static final int MAX_OPTIONS = 500;
    private static final int MAX_VALUE_LENGTH = 4000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private final GenerationOptionRepository options;
    private final PayloadRules rules;

    public GenerationOptions(GenerationOptionRepository options, PayloadRules rules) {
        this.options = options;
        this.rules = rules;
    }

    /** All that the caller has set, by name. */
    public Map<String, Object> all(Caller caller) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        return options.find(caller.name());
    }

    /** Those of the caller's options that a payload may give as {@code override_settings}; null stands for none. */
    public Map<String, Object> applied(Caller caller) {
        return applied(all(caller));
    }

    private Map<String, Object> applied(Map<String, Object> some) {
        Map<String, Object> applied = new LinkedHashMap<>(some);
        applied.entrySet().removeIf(option -> option.getValue() == null || !rules.isAppliedSetting(option.getKey()));
        return applied;
    }

    /**
     * Sets options of the caller; others stay as they are.
     *
     * @throws InvalidRequestException for a name or value beyond the limits, or more options than a user may have
     */
    public void set(Caller caller, Map<String, Object> changed) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        changed.forEach(GenerationOptions::requireWithinLimits);
        rules.check(Map.of("override_settings", applied(changed)));
        Map<String, Object> all = new LinkedHashMap<>(options.find(caller.name()));
        all.putAll(changed);
        if (all.size() > MAX_OPTIONS) {
            throw new InvalidRequestException("a user may have at most " + MAX_OPTIONS + " options");
        }
        options.save(caller.name(), changed);
    }

    private static void requireWithinLimits(String name, Object value) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRequestException(
                    "the option name " + TextSanitizer.quote(TextSanitizer.shortened(name, 100))
                            + " is not allowed: 1 to 100 letters, digits, dots, hyphens and underscores");
        }
        String text = String.valueOf(value);
        if (text.length() > MAX_VALUE_LENGTH || text.indexOf('\0') >= 0) {
            throw new InvalidRequestException("the value of option " + name + " is not allowed: at most "
                    + MAX_VALUE_LENGTH + " characters, without U+0000");
        }
    }
}

package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.localgpu.webui.payload.NodeFeatures.Choice;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Translates the names of samplers and schedulers to the node's own spelling. WebUI 1.9 split "DPM++ 2M Karras" into sampler
 * and scheduler; older versions silently ignore the new field, and some servers ignore every name that they do not know.
 */
final class SamplerNameTranslator {

    /** The schedulers in the old sampler names. */
    private static final Map<String, String> OLD_SUFFIXES = Map.of("karras", "Karras", "exponential", "Exponential");

    /** WebUI's sampler where none is named. */
    private static final String DEFAULT_SAMPLER = "Euler";

    private static final int MAX_LIST_LENGTH = 300;

    private final ObjectNode payload;
    private final NodeFeatures node;

    private SamplerNameTranslator(ObjectNode payload, NodeFeatures node) {
        this.payload = payload;
        this.node = node;
    }

    /** @throws NodeException of kind REJECTED if the node lists samplers or schedulers, and not this one */
    static void translate(ObjectNode payload, NodeFeatures node) throws NodeException {
        SamplerNameTranslator translator = new SamplerNameTranslator(payload, node);
        if (translator.text("sampler_name").isEmpty()
                && !translator.text("sampler_index").isEmpty()) {
            payload.put("sampler_name", translator.text("sampler_index"));
        }
        translator.translate("sampler_name", "scheduler");
        translator.translate("hr_sampler_name", "hr_scheduler");
    }

    private void translate(String samplerField, String schedulerField) throws NodeException {
        String sampler = text(samplerField);
        String scheduler = text(schedulerField);
        if (node.schedulers().isEmpty()) {
            join(samplerField, sampler, scheduler);
            return;
        }
        split(samplerField, schedulerField, sampler, isChosen(scheduler));
        List<Choice> schedulers = node.schedulers().get();
        if (isChosen(scheduler)) {
            payload.put(schedulerField, named("scheduler", scheduler, schedulers));
        } else if (!scheduler.isEmpty()) {
            find(scheduler, schedulers)
                    .ifPresentOrElse(own -> payload.put(schedulerField, own.name()), () -> dropDefault(schedulerField));
        }
    }

    /** What stands for the node's own choice is not listed everywhere. */
    private void dropDefault(String schedulerField) {
        if (!node.webUi()) {
            payload.remove(schedulerField);
        }
    }

    /** For nodes that have only samplers. */
    private void join(String samplerField, String sampler, String scheduler) throws NodeException {
        if (isChosen(scheduler)) {
            String base = sampler.isEmpty() ? DEFAULT_SAMPLER : sampler;
            String suffix = OLD_SUFFIXES.getOrDefault(scheduler.toLowerCase(Locale.ROOT), scheduler);
            boolean joined = NodeFeatures.spelling(base).endsWith(NodeFeatures.spelling(suffix));
            payload.put(samplerField, sampler(joined ? base : base + " " + suffix));
        } else if (isNamed(sampler)) {
            payload.put(samplerField, sampler(sampler));
        }
    }

    /** For nodes that have schedulers, too. */
    private void split(String samplerField, String schedulerField, String sampler, boolean chosen)
            throws NodeException {
        if (!isNamed(sampler)) {
            return;
        }
        if (find(sampler, node.samplers()).isEmpty()) {
            for (Choice scheduler : node.schedulers().orElseThrow()) {
                String base = withoutSuffix(sampler, scheduler);
                if (!base.isEmpty()) {
                    payload.put(samplerField, sampler(base));
                    payload.put(schedulerField, chosen ? text(schedulerField) : scheduler.name());
                    return;
                }
            }
        }
        payload.put(samplerField, sampler(sampler));
    }

    /** The sampler in an old name that ends with this scheduler; empty if it does not. */
    private static String withoutSuffix(String sampler, Choice scheduler) {
        for (int at = sampler.indexOf(' '); at > 0; at = sampler.indexOf(' ', at + 1)) {
            if (scheduler.isNamed(sampler.substring(at))) {
                return sampler.substring(0, at).strip();
            }
        }
        return "";
    }

    private String sampler(String requested) throws NodeException {
        return named("sampler", requested, node.samplers());
    }

    /** The node's own name; as requested where the node lists none. */
    private static String named(String what, String requested, List<Choice> listed) throws NodeException {
        if (listed.isEmpty()) {
            return requested;
        }
        Optional<Choice> own = find(requested, listed);
        if (own.isEmpty()) {
            String names = listed.stream().map(Choice::name).collect(Collectors.joining(", "));
            throw NodeException.rejected("The node has no " + what + " " + TextSanitizer.quote(requested) + "; it has "
                    + TextSanitizer.shortened(names, MAX_LIST_LENGTH));
        }
        return own.get().name();
    }

    private static Optional<Choice> find(String requested, List<Choice> listed) {
        return listed.stream().filter(choice -> choice.isNamed(requested)).findFirst();
    }

    private static boolean isChosen(String scheduler) {
        return isNamed(scheduler) && !scheduler.equalsIgnoreCase("Automatic");
    }

    private static boolean isNamed(String name) {
        return !name.isEmpty() && !name.toLowerCase(Locale.ROOT).startsWith("use same");
    }

    private String text(String field) {
        return payload.path(field).asText("").strip();
    }
}

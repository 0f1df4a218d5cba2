package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.webui.NodeModelCatalog.Scheduler;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Translates sampler names: WebUI 1.9 split "DPM++ 2M Karras" into sampler and scheduler. Older versions silently ignore
 * the new field, and some other servers do not know the old names.
 */
final class SamplerNameTranslator {

    /** The schedulers in the old sampler names. */
    private static final Map<String, String> OLD_SUFFIXES = Map.of("karras", "Karras", "exponential", "Exponential");

    private SamplerNameTranslator() {}

    static void translate(ObjectNode payload, NodeModelCatalog lists) {
        if (text(payload, "sampler_name").isEmpty()
                && !text(payload, "sampler_index").isEmpty()) {
            payload.put("sampler_name", text(payload, "sampler_index"));
        }
        translate(payload, "sampler_name", "scheduler", lists.schedulers());
        translate(payload, "hr_sampler_name", "hr_scheduler", lists.schedulers());
    }

    private static void translate(
            ObjectNode payload, String samplerField, String schedulerField, Optional<List<Scheduler>> known) {
        String sampler = text(payload, samplerField);
        String scheduler = text(payload, schedulerField);
        boolean chosen = !scheduler.isEmpty()
                && !scheduler.equalsIgnoreCase("Automatic")
                && !scheduler.toLowerCase(Locale.ROOT).startsWith("use same");
        if (sampler.isEmpty() || chosen == known.isPresent()) {
            return;
        }
        if (chosen) {
            join(payload, samplerField, sampler, scheduler);
        } else {
            split(payload, samplerField, schedulerField, sampler, known.get());
        }
    }

    private static void join(ObjectNode payload, String samplerField, String sampler, String scheduler) {
        String suffix = " " + OLD_SUFFIXES.getOrDefault(scheduler.toLowerCase(Locale.ROOT), scheduler);
        if (!sampler.endsWith(suffix)) {
            payload.put(samplerField, sampler + suffix);
        }
    }

    private static void split(
            ObjectNode payload, String samplerField, String schedulerField, String sampler, List<Scheduler> known) {
        for (Scheduler scheduler : known) {
            for (String name : List.of(scheduler.label(), scheduler.name())) {
                int at = sampler.length() - name.length() - 1;
                if (!name.isBlank() && at > 0 && sampler.regionMatches(true, at, " " + name, 0, name.length() + 1)) {
                    payload.put(samplerField, sampler.substring(0, at));
                    payload.put(schedulerField, scheduler.label().isBlank() ? name : scheduler.label());
                    return;
                }
            }
        }
    }

    private static String text(ObjectNode payload, String field) {
        return payload.path(field).asText("").strip();
    }
}

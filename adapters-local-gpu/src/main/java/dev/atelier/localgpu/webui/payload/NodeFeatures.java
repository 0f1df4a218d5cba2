package dev.atelier.localgpu.webui.payload;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node can do, as far as it reports it.
 *
 * @param samplers empty if not reported
 * @param schedulers empty for servers that have only samplers, such as WebUI before 1.9
 * @param scripts the titles of its scripts in lower case; empty if not reported
 * @param webUi whether it reports progress, as WebUI and its forks do. Servers that have only a part of WebUI's API ignore
 *     what they do not know instead of rejecting it, take Loras by a field, and read fewer kinds of images
 */
public record NodeFeatures(
        List<Choice> samplers, Optional<List<Choice>> schedulers, Map<String, Set<String>> scripts, boolean webUi) {

    /** A sampler or scheduler by its own name, with the other names that it has. */
    public record Choice(String name, List<String> others) {

        boolean isNamed(String requested) {
            return isSame(name, requested) || others.stream().anyMatch(other -> isSame(other, requested));
        }
    }

    /** Compares names as spelled by different servers: {@code SGM Uniform} and {@code sgm_uniform}. */
    private static boolean isSame(String name, String other) {
        return !name.isBlank() && spelling(name).equals(spelling(other));
    }

    static String spelling(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", "");
    }

    /** Whether the node lists the script for a task; one that lists none is trusted to reject what it lacks if it is WebUI. */
    boolean hasScript(String task, String title) {
        Set<String> listed = scripts.getOrDefault(task, Set.of());
        return listed.isEmpty() ? webUi : listed.contains(title.toLowerCase(Locale.ROOT));
    }
}

package dev.atelier.bootstrap.context;

import io.micronaut.context.BeanDefinitionRegistry;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinitionReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All settings of the service: what its configuration classes declare, and former names. */
final class Settings {

    static final String PREFIX = "atelier.";

    private static final String VARIABLE_PREFIX = "ATELIER_";

    /** Set by this program only. */
    private static final Set<String> INTERNAL = Set.of(AtelierContext.PREPARES, "atelier.database.embedded");

    /** Former names, which work for one version, with today's. */
    static final Map<String, String> FORMER = Map.of(
            "atelier.background", "atelier.workers.enabled",
            "atelier.bulk-work", "atelier.bulk-operations.enabled",
            "atelier.import.spool", "atelier.import.temp-dir",
            "atelier.aws.spool-dir", "atelier.aws.temp-dir",
            "atelier.local-gpu.spool-dir", "atelier.local-gpu.temp-dir",
            "atelier.local-gpu.real-time-wait", "atelier.local-gpu.real-time-timeout",
            "atelier.local-gpu.jobs.model-turn", "atelier.local-gpu.jobs.checkpoint-affinity",
            "atelier.local-gpu.health.set-aside-min", "atelier.local-gpu.health.quarantine-min",
            "atelier.local-gpu.health.set-aside-max", "atelier.local-gpu.health.quarantine-max");

    /** By name; {@code *} stands for a name that operators choose. */
    private final Map<String, Argument<?>> types = new LinkedHashMap<>();

    Settings(BeanDefinitionRegistry beans) {
        beans.getBeanDefinitionReferences().stream()
                .filter(BeanDefinitionReference::isConfigurationProperties)
                .filter(reference -> reference.getBeanDefinitionName().startsWith("dev.atelier."))
                .flatMap(
                        reference -> Stream.of(reference.load().getConstructor().getArguments()))
                .forEach(type -> type.getAnnotationMetadata()
                        .stringValue(Property.class, "name")
                        .ifPresent(name -> types.put(name, type)));
    }

    Map<String, Argument<?>> types() {
        return types;
    }

    /** Whether this is a setting's name, in the spelling of configuration files. */
    boolean isKey(String key) {
        return names().anyMatch(name -> key.equals(name) || name.contains("*") && key.matches(pattern(name)));
    }

    /** Environment variables cannot name what operators name. */
    boolean isVariable(String variable) {
        return names().anyMatch(name -> variable.equals(variable(name)));
    }

    /** Today's name of a setting that is given by a former one. */
    static Optional<String> renamed(String name) {
        return FORMER.entrySet().stream()
                .filter(former -> name.equals(former.getKey()) || name.equals(variable(former.getKey())))
                .map(former -> name.startsWith(PREFIX) ? former.getValue() : variable(former.getValue()))
                .findFirst();
    }

    /** The known name, in the same spelling, that differs in the fewest letters. */
    String nearest(String name) {
        return types.keySet().stream()
                .filter(known -> name.startsWith(PREFIX) || !known.contains("*"))
                .map(known -> name.startsWith(PREFIX) ? known : variable(known))
                .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)))
                .orElseThrow();
    }

    static boolean isVariableName(String name) {
        return name.startsWith(VARIABLE_PREFIX);
    }

    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    private Stream<String> names() {
        return Stream.of(types.keySet(), FORMER.keySet(), INTERNAL).flatMap(Set::stream);
    }

    private static String pattern(String name) {
        return name.replace(".", "\\.").replace("*", "[^.]+");
    }

    /** How many letters have to be inserted, deleted or replaced. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    /** Names that are settings of nothing, with what to write instead, and names that are no longer in use. */
    List<String> warnings(Stream<String> given) {
        return given.flatMap(name -> warning(name).stream()).distinct().sorted().toList();
    }

    private Optional<String> warning(String name) {
        Optional<String> renamed = renamed(name);
        if (renamed.isPresent()) {
            return Optional.of(name + " is called " + renamed.get() + " now; the next version will not read " + name);
        }
        return (isVariableName(name) ? isVariable(name) : isKey(name))
                ? Optional.empty()
                : Optional.of(name + " is not a setting and has no effect; the nearest one is " + nearest(name));
    }
}

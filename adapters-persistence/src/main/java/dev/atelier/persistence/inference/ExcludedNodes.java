package dev.atelier.persistence.inference;

import io.micronaut.core.annotation.Nullable;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The column {@code excluded}: node names, sorted, each between two line feeds, which no name has; null for none. */
final class ExcludedNodes {

    private ExcludedNodes() {}

    /** What the column contains if it has this node. */
    static String entry(String node) {
        return "\n" + node + "\n";
    }

    static Set<String> read(@Nullable String column) {
        return column == null
                ? Set.of()
                : column.lines().filter(node -> !node.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    static @Nullable String write(Set<String> nodes) {
        return nodes.isEmpty()
                ? null
                : new TreeSet<>(nodes).stream().map(ExcludedNodes::entry).collect(Collectors.joining());
    }

    static String with(Set<String> nodes, String further) {
        Set<String> all = new TreeSet<>(nodes);
        all.add(further);
        return write(all);
    }
}

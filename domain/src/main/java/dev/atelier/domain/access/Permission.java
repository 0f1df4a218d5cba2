package dev.atelier.domain.access;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The right to do something with one kind of resource, written {@code resource:action}, for example {@code train:all}. */
public record Permission(ResourceType resource, Action action) implements Comparable<Permission> {

    /** Reads {@code resource:action}. */
    public static Permission parse(String text) {
        for (ResourceType resourceType : ResourceType.values()) {
            for (Action action : Action.values()) {
                Permission permission = new Permission(resourceType, action);
                if (permission.toString().equals(text)) {
                    return permission;
                }
            }
        }
        throw new InvalidRequestException(
                "permission " + TextSanitizer.quote(text) + " is not known; a permission is resource:action with "
                        + words(ResourceType.values()) + " and " + words(Action.values()));
    }

    /** Every resource with the action {@code all}. */
    public static Set<Permission> everything() {
        return Arrays.stream(ResourceType.values())
                .map(resourceType -> new Permission(resourceType, Action.ALL))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether this permission includes {@code needed}. */
    public boolean implies(Permission needed) {
        return resource == needed.resource && (action == Action.ALL || action == needed.action);
    }

    @Override
    public int compareTo(Permission other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return word(resource) + ":" + word(action);
    }

    private static String words(Enum<?>[] values) {
        return Arrays.stream(values).map(Permission::word).toList().toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

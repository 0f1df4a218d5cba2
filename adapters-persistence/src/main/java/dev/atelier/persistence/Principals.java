package dev.atelier.persistence;

import dev.atelier.domain.access.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Converts principals to and from their column values. */
public final class Principals {

    private Principals() {}

    public static List<String> columns(Collection<Principal> principals) {
        return principals.stream().map(Principal::toString).toList();
    }

    public static Set<Principal> of(Collection<String> columns) {
        return columns.stream().map(Principal::parse).collect(Collectors.toUnmodifiableSet());
    }
}

package dev.atelier.application.testing;

import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.RoleName;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Principals from text: a bare name is a role's, {@code user:ann} is a user, {@code *} is everyone. */
public final class TestPrincipals {

    private TestPrincipals() {}

    public static Set<Principal> principals(String... texts) {
        return Stream.of(texts).map(TestPrincipals::principal).collect(Collectors.toUnmodifiableSet());
    }

    private static Principal principal(String text) {
        return text.contains(":") || text.equals("*") ? Principal.parse(text) : Principal.of(new RoleName(text));
    }
}

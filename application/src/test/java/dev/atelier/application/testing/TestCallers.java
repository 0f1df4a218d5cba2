package dev.atelier.application.testing;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Callers of whom a test says only what matters. */
public final class TestCallers {

    private TestCallers() {}

    /** Who holds the role {@code designer}, and with it everything but power over people. */
    public static Caller designer(String name) {
        return holding(name, "train:all", "checkpoint:all", "inference:all", "sagemaker_endpoint:all");
    }

    /** Who may do everything, and holds no role that anything is open to. */
    public static Caller administrator() {
        return new Caller(new UserName("root"), Set.of(), Permission.everything());
    }

    /** Who holds the role {@code designer}, and by it these permissions only. */
    public static Caller holding(String name, String... permissions) {
        return new Caller(
                new UserName(name),
                Set.of(new RoleName("designer")),
                Stream.of(permissions).map(Permission::parse).collect(Collectors.toSet()));
    }

    /** The same user with these roles instead. */
    public static Caller withRoles(Caller caller, String... roles) {
        return new Caller(
                caller.name(), Stream.of(roles).map(RoleName::new).collect(Collectors.toSet()), caller.permissions());
    }
}

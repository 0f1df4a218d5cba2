package dev.atelier.application.testing;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds callers. */
public final class TestCallers {

    private TestCallers() {}

    /** A holder of the role {@code designer}, with all permissions except for users and roles. */
    public static Caller designer(String name) {
        return holding(name, "train:all", "checkpoint:all", "inference:all", "sagemaker_endpoint:all");
    }

    /** An administrator without a role that anything is open to. */
    public static Caller administrator() {
        return new Caller(new UserName("root"), Set.of(), Permission.everything());
    }

    /** A holder of the role {@code designer} with these permissions only. */
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

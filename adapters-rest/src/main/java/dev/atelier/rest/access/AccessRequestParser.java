package dev.atelier.rest.access;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.access.SaveUser;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.JsonObjectReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Parses requests for users and roles. */
final class AccessRequestParser {

    /** Whether a user is set up by an installation's own client, who need not exist before. */
    static final String INITIAL = "initial";

    private AccessRequestParser() {}

    /**
     * The user to save. The documents call {@code permissions} required and omit it from their examples; it is ignored,
     * because permissions follow from the roles alone. A user who is set up is an operator unless roles are named.
     */
    static SaveUser.Command user(JsonObjectReader body) {
        boolean initial = body.isTrue(INITIAL);
        body.require("username", initial ? "password" : "roles");
        AccessSchemas.NewUser user = body.as(AccessSchemas.NewUser.class);
        if (user.permissions() != null) {
            permissions(user.permissions());
        }
        return new SaveUser.Command(
                new UserName(user.username()),
                password(user),
                initial && user.roles() == null ? List.of(InitializeAccessControl.OPERATOR) : roles(user.roles()));
    }

    /** The new password. Clients send back what a list showed them: the mask leaves the password as it is. */
    private static Optional<Password> password(AccessSchemas.NewUser user) {
        return Optional.ofNullable(user.password())
                .map(Password::new)
                .filter(password -> !password.value().equals(Password.MASK));
    }

    static List<UserName> userNames(JsonObjectReader body) {
        return body.as(AccessSchemas.UserNames.class).userNames().stream()
                .map(UserName::new)
                .toList();
    }

    static RoleName roleName(JsonObjectReader body) {
        return new RoleName(body.as(AccessSchemas.NewRole.class).roleName());
    }

    static Set<Permission> permissions(JsonObjectReader body) {
        return permissions(body.as(AccessSchemas.NewRole.class).permissions());
    }

    private static Set<Permission> permissions(List<String> words) {
        return words.stream().map(Permission::parse).collect(Collectors.toSet());
    }

    static List<RoleName> roleNames(JsonObjectReader body) {
        return roles(body.as(AccessSchemas.RoleNames.class).roleNames());
    }

    private static List<RoleName> roles(List<String> names) {
        return names.stream().map(RoleName::new).distinct().toList();
    }
}

package dev.atelier.rest.access;

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

    private static final String PERMISSIONS = "permissions";

    private AccessRequestParser() {}

    /** Whether the first user is to be set up. */
    static boolean isInitial(JsonObjectReader body) {
        return body.isTrue("initial");
    }

    /**
     * The user to save. The documents call {@code permissions} required and omit it from their examples; it is ignored,
     * because permissions follow from the roles alone.
     */
    static SaveUser.Command user(JsonObjectReader body) {
        boolean initial = isInitial(body);
        body.require("username", initial ? "password" : "roles");
        if (body.has(PERMISSIONS)) {
            permissions(body);
        }
        body.optionalString("creator");
        return new SaveUser.Command(
                new UserName(body.nonEmptyText("username")),
                body.has("password") ? Optional.of(new Password(body.nonEmptyText("password"))) : Optional.empty(),
                body.has("roles") ? roles(body, "roles") : List.of());
    }

    static List<UserName> userNames(JsonObjectReader body) {
        return body.strings("user_name_list").stream().map(UserName::new).toList();
    }

    static RoleName roleName(JsonObjectReader body) {
        body.optionalString("creator");
        return new RoleName(body.nonEmptyText("role_name"));
    }

    static Set<Permission> permissions(JsonObjectReader body) {
        return body.strings(PERMISSIONS).stream().map(Permission::parse).collect(Collectors.toSet());
    }

    static List<RoleName> roleNames(JsonObjectReader body) {
        return roles(body, "role_name_list");
    }

    private static List<RoleName> roles(JsonObjectReader body, String name) {
        return body.strings(name).stream().map(RoleName::new).distinct().toList();
    }
}

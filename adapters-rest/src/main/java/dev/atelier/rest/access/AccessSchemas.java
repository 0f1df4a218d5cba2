package dev.atelier.rest.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The bodies of operations on users and roles; those of responses are for the OpenAPI description only. */
final class AccessSchemas {

    private AccessSchemas() {}

    /**
     * The user to save.
     *
     * @param password required for a new user; an existing one keeps theirs without it, and with the mask ********
     * @param roles required unless initial is true
     * @param initial sets up the user for a client: by a key that is bound to no user, in place of the user in the header; an
     *     operator unless roles are named
     * @param permissions ignored; permissions follow from the roles
     * @param creator ignored; the caller is the creator
     */
    record NewUser(
            @Size(min = 1) String username,
            @Nullable @Size(min = 1) String password,
            @Nullable List<@Size(min = 1) String> roles,
            @Nullable Boolean initial,
            @Nullable List<String> permissions,
            @Nullable String creator) {}

    /**
     * The role to save.
     *
     * @param permissions each resource:action, for example train:all
     * @param creator ignored; the caller is the creator
     */
    record NewRole(
            @JsonProperty("role_name") @Size(min = 1) String roleName,
            List<String> permissions,
            @Nullable String creator) {}

    record UserNames(@JsonProperty("user_name_list") List<@Size(min = 1) String> userNames) {}

    record RoleNames(@JsonProperty("role_name_list") List<@Size(min = 1) String> roleNames) {}

    record UsersAnswer(int statusCode, UserListResponse data, String message) {}

    record RolesAnswer(int statusCode, RoleListResponse data, String message) {}

    record DoneAnswer(int statusCode, String message) {}
}

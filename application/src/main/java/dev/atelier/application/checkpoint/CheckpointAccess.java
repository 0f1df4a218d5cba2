package dev.atelier.application.checkpoint;

import dev.atelier.application.Collaborator;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the access lists of checkpoints. */
@Collaborator
public class CheckpointAccess {

    private final UserRepository users;
    private final RoleRepository roles;

    public CheckpointAccess(UserRepository users, RoleRepository roles) {
        this.users = users;
        this.roles = roles;
    }

    /** The list of a new checkpoint: as it is asked for, else the {@linkplain Caller#defaultAccessList default} one. */
    Set<Principal> of(Caller creator, Optional<CheckpointSharing> asked) {
        return asked.map(sharing -> of(creator.name(), sharing)).orElseGet(creator::defaultAccessList);
    }

    /**
     * The list of a checkpoint that this user made, which always has them.
     *
     * @throws InvalidRequestException if one of the roles or users does not exist
     */
    Set<Principal> of(UserName creator, CheckpointSharing asked) {
        if (asked.everyone()) {
            return Set.of(Principal.EVERYONE);
        }
        requireRoles(asked.roles());
        asked.users().stream()
                .filter(user -> !user.equals(creator) && users.find(user).isEmpty())
                .findFirst()
                .ifPresent(user -> {
                    throw missing("user", user.value());
                });
        Set<Principal> list = new HashSet<>();
        list.add(Principal.of(creator));
        asked.roles().forEach(role -> list.add(Principal.of(role)));
        asked.users().forEach(user -> list.add(Principal.of(user)));
        return list;
    }

    private void requireRoles(Set<RoleName> asked) {
        Set<RoleName> known =
                roles.findAll(List.copyOf(asked)).stream().map(Role::name).collect(Collectors.toSet());
        asked.stream().filter(role -> !known.contains(role)).findFirst().ifPresent(role -> {
            throw missing("role", role.value());
        });
    }

    private static InvalidRequestException missing(String kind, String name) {
        return new InvalidRequestException(kind + " " + TextSanitizer.quote(name) + " does not exist");
    }
}

package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.Set;

/**
 * Who may use a checkpoint beside its creator and administrators.
 *
 * @param roles the holders of these roles
 * @param users these users
 * @param everyone all users; then neither roles nor users are given
 */
public record CheckpointSharing(Set<RoleName> roles, Set<UserName> users, boolean everyone) {

    private static final int MOST = 1000;

    /** @throws InvalidRequestException if everyone is meant beside others, or there are too many */
    public CheckpointSharing {
        roles = Set.copyOf(roles);
        users = Set.copyOf(users);
        if (everyone && !(roles.isEmpty() && users.isEmpty())) {
            throw new InvalidRequestException("everyone is true, so neither roles nor users may be given");
        }
        if (roles.size() + users.size() > MOST) {
            throw new InvalidRequestException(
                    (roles.size() + users.size()) + " roles and users are given; " + MOST + " are the most");
        }
    }
}

package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/**
 * Sets up the first user of an installation, an operator unless other roles are named. It grants no more than {@link
 * SaveUser} would: the caller must hold every permission that the user gets.
 */
@UseCase
public class SetUpFirstUser {

    private final UserRepository users;
    private final RoleGrantPolicy roleGrantPolicy;
    private final PasswordHasher hasher;
    private final Clock clock;

    public SetUpFirstUser(UserRepository users, RoleRepository roles, PasswordHasher hasher, Clock clock) {
        this.users = users;
        this.roleGrantPolicy = new RoleGrantPolicy(roles);
        this.hasher = hasher;
        this.clock = clock;
    }

    /**
     * Adds the user.
     *
     * @throws InvalidRequestException if there is another user than the built-in one
     */
    public void setUp(Caller caller, UserName name, Password password, List<RoleName> named) {
        caller.require(ResourceType.USER, Action.CREATE);
        Set<RoleName> roles = named.isEmpty() ? Set.of(InitializeAccessControl.OPERATOR) : Set.copyOf(named);
        roleGrantPolicy.requireGivable(caller, roles);
        TextSanitizer.requireName("user name", name.value());
        User user = new User(name, caller.name(), roles, clock.instant());
        if (!users.addFirst(user, hasher.hash(password), InitializeAccessControl.BUILT_IN_USER)) {
            throw new InvalidRequestException(
                    "initial sets up the first user, and there are users already; leave initial out");
        }
    }
}

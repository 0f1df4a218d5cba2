package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
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
import java.util.Optional;
import java.util.Set;

/** Adds or changes a user. */
@UseCase
public class SaveUser {

    private final UserRepository users;
    private final RoleGrantPolicy roleGrantPolicy;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final Audit audit;

    public SaveUser(UserRepository users, RoleRepository roles, PasswordHasher hasher, Clock clock, Audit audit) {
        this.users = users;
        this.roleGrantPolicy = new RoleGrantPolicy(roles);
        this.hasher = hasher;
        this.clock = clock;
        this.audit = audit;
    }

    /** The user to save. A new user needs a password; an existing one keeps theirs without it. */
    public record Command(UserName name, Optional<Password> password, List<RoleName> roles) {

        public Command {
            roles = List.copyOf(roles);
        }
    }

    /** Requires {@code user:create}, for an existing user {@code user:all}, and every permission of the roles. */
    public void save(Caller caller, Command command) {
        caller.require(ResourceType.USER, Action.CREATE);
        roleGrantPolicy.requireGivable(caller, command.roles());
        Optional<User> known = users.find(command.name());
        if (known.isPresent() || !add(caller, command)) {
            change(caller, command, known.or(() -> users.find(command.name())));
        }
    }

    private boolean add(Caller caller, Command command) {
        TextSanitizer.requireName("user name", command.name().value());
        Password password = command.password()
                .orElseThrow(
                        () -> new InvalidRequestException("object has missing required properties ([\"password\"])"));
        User user = new User(command.name(), caller.name(), Set.copyOf(command.roles()), clock.instant());
        String hash = hasher.hash(password);
        return audit.changeIf(caller, saved(user, "created"), () -> users.add(user, hash));
    }

    private void change(Caller caller, Command command, Optional<User> known) {
        caller.require(ResourceType.USER, Action.ALL);
        requireOpenDoor(command);
        User changed = new User(
                command.name(),
                known.map(User::creator).orElse(caller.name()),
                Set.copyOf(command.roles()),
                known.map(User::created).orElseGet(clock::instant));
        Optional<String> hash = command.password().map(hasher::hash);
        audit.change(
                caller,
                saved(changed, hash.isPresent() ? "changed, with the password" : "changed"),
                () -> hash.ifPresentOrElse(given -> users.save(changed, given), () -> users.save(changed)));
    }

    private static AuditEntry.Deed saved(User user, String what) {
        return AuditAction.USER_SAVE.on(
                user.name(),
                what + "; roles "
                        + user.roles().stream().map(RoleName::value).sorted().toList());
    }

    /** One user must always be able to repair access control. */
    private static void requireOpenDoor(Command command) {
        if (command.name().equals(InitializeAccessControl.BUILT_IN_USER)
                && !command.roles().contains(InitializeAccessControl.OPERATOR)) {
            throw new InvalidRequestException("user " + command.name() + " is built in and keeps the role \""
                    + InitializeAccessControl.OPERATOR + "\"");
        }
    }
}

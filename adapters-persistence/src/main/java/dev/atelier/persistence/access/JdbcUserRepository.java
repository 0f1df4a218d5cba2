package dev.atelier.persistence.access;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.SqlStates;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Users, in {@code app_user} and {@code user_role}. */
@Singleton
public final class JdbcUserRepository implements UserRepository {

    private final UserDao rows;
    private final CallerCache cache;
    private final AccessLists accessLists;

    JdbcUserRepository(UserDao rows, CallerCache cache, AccessLists accessLists) {
        this.accessLists = accessLists;
        this.rows = rows;
        this.cache = cache;
    }

    @Override
    public Optional<User> find(UserName name) {
        return rows.find(name.value()).map(UserEntity::toUser);
    }

    @Override
    public Optional<String> passwordHash(UserName name) {
        return rows.passwordHash(name.value());
    }

    @Override
    public List<User> descending(Optional<UserName> after, int limit) {
        List<UserEntity> found =
                after.map(name -> rows.descending(name.value(), limit)).orElseGet(() -> rows.descending(limit));
        return found.stream().map(UserEntity::toUser).toList();
    }

    @Override
    public boolean add(User user, String passwordHash) {
        return write(user, () -> insert(user, passwordHash));
    }

    @Override
    public void save(User user) {
        write(user, () -> {
            replace(user);
            return true;
        });
    }

    @Override
    public void save(User user, String passwordHash) {
        write(user, () -> {
            replace(user);
            return rows.setPassword(user.name().value(), passwordHash) > 0;
        });
    }

    @Override
    public void delete(Collection<UserName> names) {
        if (!names.isEmpty()) {
            List<String> values = names.stream().map(UserName::value).toList();
            cache.write(() -> {
                rows.deleteAnswersTo(values); // before a new user can have the name
                accessLists.remove(names.stream().map(Principal::of));
                return rows.delete(values);
            });
        }
    }

    private boolean insert(User user, String passwordHash) {
        boolean added = insert(user);
        if (added) {
            rows.setPassword(user.name().value(), passwordHash);
            addRoles(user);
        }
        return added;
    }

    /** Inserts a new row. Records of deleted users must not pass to a new user with the same name. */
    private boolean insert(User user) {
        String name = user.name().value();
        boolean added = rows.insert(name, user.creator().value(), user.created()) > 0;
        if (added && !user.name().equals(InitializeAccessControl.BUILT_IN_USER)) {
            List<String> kinds = rows.kindsOfRecordsOf(name);
            if (!kinds.isEmpty()) {
                throw new InvalidRequestException("user " + TextSanitizer.quote(name)
                        + " was deleted, and records still bear the name: " + String.join(", ", kinds)
                        + "; choose another name, or delete those records first");
            }
        }
        return added;
    }

    /** Either statement locks the user's row, so that concurrent saves of the same user are serialized. */
    private void replace(User user) {
        String name = user.name().value();
        if (!insert(user)) {
            rows.update(name, user.creator().value(), user.created());
        }
        rows.removeRoles(name);
        addRoles(user);
    }

    private void addRoles(User user) {
        user.roles().forEach(role -> rows.addRole(user.name().value(), role.value()));
    }

    private boolean write(User user, Supplier<Boolean> statements) {
        try {
            return cache.write(statements);
        } catch (DataAccessException e) {
            if (SqlStates.isForeignKeyViolation(e)) {
                throw new InvalidRequestException(
                        "a role of user " + user.name() + " does not exist any more: " + user.roles());
            }
            throw e;
        }
    }
}

package dev.atelier.application.access;

import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The users. Only hashes of their passwords are stored, and read separately. Methods that store a user may throw {@link
 * dev.atelier.domain.InvalidRequestException} for a role that does not exist or is deleted meanwhile, and for a new
 * user with the name of a deleted one who has left records. Thread-safe.
 */
public interface UserRepository {

    Optional<User> find(UserName name);

    /** The hash of the user's password; empty when there is no such user, or the user has none. */
    Optional<String> passwordHash(UserName name);

    /** Up to {@code limit} users, sorted by name as the store sorts text, descending, after this name. */
    List<User> descending(Optional<UserName> after, int limit);

    /** Adds the user; false, with nothing changed, when there is one of that name. */
    boolean add(User user, String passwordHash);

    /** Adds the user, or replaces the one of that name, who keeps their password. */
    void save(User user);

    /** As {@link #save(User)}, with another password. */
    void save(User user, String passwordHash);

    /** Removes those of the names that exist. */
    void delete(Collection<UserName> names);
}

package dev.atelier.application.access;

import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The users. Of their passwords only hashes are kept, apart from what is read of a user. A role that does not exist, or
 * that is deleted meanwhile, may be refused with {@link dev.atelier.domain.InvalidRequestException}; so is a new user with the name of
 * a deleted one who has left records. Thread-safe.
 */
public interface UserRepository {

    Optional<User> find(UserName name);

    /** The hash of the user's password; empty when there is no such user, or the user has none. */
    Optional<String> passwordHash(UserName name);

    /** Up to {@code limit} users, sorted by name as the store sorts text, descending; from after this name on. */
    List<User> descending(Optional<UserName> after, int limit);

    /** Adds the user; answers false, and changes nothing, when there is one of that name. */
    boolean add(User user, String passwordHash);

    /**
     * Adds the user if there is none yet, whom it does not count being {@code builtIn}; otherwise answers false and changes
     * nothing. Of any number of calls at the same time one succeeds.
     */
    boolean addFirst(User user, String passwordHash, UserName builtIn);

    /** Adds the user, or replaces the one of that name, whose password stays. */
    void save(User user);

    /** As {@link #save(User)}, with another password. */
    void save(User user, String passwordHash);

    /** Removes those of the names that exist. */
    void delete(Collection<UserName> names);
}

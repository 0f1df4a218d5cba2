package dev.atelier.application.access;

import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** The users. Thread-safe. */
public interface Users {

    Optional<User> find(UserName name);

    /** Adds the user, or replaces the one of that name. */
    void save(User user);
}

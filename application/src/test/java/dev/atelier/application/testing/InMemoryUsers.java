package dev.atelier.application.testing;

import dev.atelier.application.access.Users;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Users in this process only. */
public class InMemoryUsers implements Users {

    private final Map<UserName, User> users = new ConcurrentHashMap<>();

    @Override
    public Optional<User> find(UserName name) {
        return Optional.ofNullable(users.get(name));
    }

    @Override
    public void save(User user) {
        users.put(user.name(), user);
    }
}

package dev.atelier.application.testing;

import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Users in memory. */
public class InMemoryUserRepository implements UserRepository {

    private final NavigableMap<UserName, User> users = new TreeMap<>();
    private final Map<UserName, String> passwords = new HashMap<>();

    @Override
    public synchronized Optional<User> find(UserName name) {
        return Optional.ofNullable(users.get(name));
    }

    @Override
    public synchronized Optional<String> passwordHash(UserName name) {
        return Optional.ofNullable(passwords.get(name));
    }

    @Override
    public synchronized List<User> descending(Optional<UserName> after, int limit) {
        NavigableMap<UserName, User> rest =
                after.map(name -> users.headMap(name, false)).orElse(users);
        return rest.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized boolean add(User user, String passwordHash) {
        if (users.containsKey(user.name())) {
            return false;
        }
        save(user, passwordHash);
        return true;
    }

    @Override
    public synchronized void save(User user) {
        users.put(user.name(), user);
    }

    @Override
    public synchronized void save(User user, String passwordHash) {
        save(user);
        passwords.put(user.name(), passwordHash);
    }

    @Override
    public synchronized void delete(Collection<UserName> names) {
        users.keySet().removeAll(Set.copyOf(names));
        passwords.keySet().removeAll(Set.copyOf(names));
    }

    /** Removes a deleted role from all users. */
    synchronized void takeOff(RoleName role) {
        users.replaceAll((name, user) -> {
            Set<RoleName> rest = new HashSet<>(user.roles());
            rest.remove(role);
            return new User(name, user.creator(), rest, user.created());
        });
    }
}

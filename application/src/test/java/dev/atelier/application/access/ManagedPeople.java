package dev.atelier.application.access;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A prepared installation with helpers for tests about users and roles. */
final class ManagedPeople {

    static final UserName API = InitializeAccessControl.BUILT_IN_USER;
    static final UserName ANN = new UserName("ann");
    static final UserName BOB = new UserName("bob");
    static final RoleName PAINTER = new RoleName("painter");
    static final RoleName TRAINER = new RoleName("trainer");
    static final Password SECRET = new Password("secret");

    final InMemoryAtelier atelier = new InMemoryAtelier();
    final Caller root = TestCallers.administrator();

    ManagedPeople() {
        new InitializeAccessControl(atelier.users, atelier.roles, atelier.keys, atelier.clock).prepare("the key");
        addRole(PAINTER, "inference:all");
        addRole(TRAINER, "train:create", "train:list");
    }

    void addRole(RoleName name, String... permissions) {
        atelier.roles.save(new Role(name, API, permissions(permissions), atelier.clock.instant()));
    }

    User addUser(UserName name, RoleName... roles) {
        User user = new User(name, API, Set.of(roles), atelier.clock.instant());
        atelier.users.add(user, "hash of " + name);
        return user;
    }

    Optional<User> user(UserName name) {
        return atelier.users.find(name);
    }

    Optional<Role> role(RoleName name) {
        return atelier.roles.findAll(List.of(name)).stream().findFirst();
    }

    static Set<Permission> permissions(String... texts) {
        return Stream.of(texts).map(Permission::parse).collect(Collectors.toSet());
    }
}

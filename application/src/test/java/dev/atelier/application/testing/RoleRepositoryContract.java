package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract of {@link RoleRepository}. */
public abstract class RoleRepositoryContract {

    private static final RoleName DESIGNER = new RoleName("designer");
    private static final RoleName GUEST = new RoleName("guest");

    /** The port: without roles at the start of each test, the same throughout it. */
    protected abstract RoleRepository roles();

    /** The users who hold them: none at the start of each test. */
    protected abstract UserRepository users();

    @Test
    void findsThoseOfTheNamesThatExist() {
        Role designer = role(DESIGNER, "train:all", "inference:list");
        Role guest = role(GUEST);
        roles().save(designer);
        roles().save(guest);

        assertThat(roles().findAll(List.of(DESIGNER, new RoleName("absent")))).containsExactly(designer);
        assertThat(roles().findAll(List.of(GUEST, DESIGNER))).containsExactlyInAnyOrder(designer, guest);
    }

    @Test
    void findsNoneForNoNames() {
        roles().save(role(GUEST));

        assertThat(roles().findAll(List.of())).isEmpty();
    }

    @Test
    void replacesTheRoleOfThatName() {
        roles().save(role(DESIGNER, "train:all", "role:list"));
        Role changed = role(DESIGNER, "role:list", "user:create");
        roles().save(changed);

        assertThat(roles().findAll(Set.of(DESIGNER))).containsExactly(changed);
    }

    @Test
    void addsARoleOnlyOnce() {
        Role first = role(DESIGNER, "train:all");

        assertThat(roles().add(first)).isTrue();
        assertThat(roles().add(role(DESIGNER, "role:list"))).isFalse();
        assertThat(roles().findAll(Set.of(DESIGNER))).containsExactly(first);
    }

    @Test
    void listsInPagesByNameDescending() {
        Role byoc = role(new RoleName("byoc"), "train:all", "inference:all");
        Role designer = role(DESIGNER, "train:all");
        Role guest = role(GUEST);
        List.of(designer, guest, byoc).forEach(roles()::save);

        assertThat(roles().descending(Optional.empty(), 2)).containsExactly(guest, designer);
        assertThat(roles().descending(Optional.of(DESIGNER), 2)).containsExactly(byoc);
        assertThat(roles().descending(Optional.of(new RoleName("dog")), 2)).containsExactly(designer, byoc);
        assertThat(roles().descending(Optional.of(byoc.name()), 2)).isEmpty();
    }

    @Test
    void takesADeletedRoleOffItsUsers() {
        Role guest = role(GUEST, "inference:list");
        roles().save(role(DESIGNER, "train:all"));
        roles().save(guest);
        UserName ann = new UserName("ann");
        users().save(new User(ann, ann, Set.of(DESIGNER, GUEST), SettableClock.START));

        roles().delete(List.of(DESIGNER, new RoleName("absent")));

        assertThat(roles().findAll(List.of(DESIGNER, GUEST))).containsExactly(guest);
        assertThat(users().find(ann).orElseThrow().roles()).containsExactly(GUEST);
    }

    @Test
    void deletesNoneForNoNames() {
        roles().save(role(GUEST));
        roles().delete(List.of());

        assertThat(roles().findAll(List.of(GUEST))).hasSize(1);
    }

    private static Role role(RoleName name, String... permissions) {
        return new Role(
                name,
                new UserName("root"),
                Set.of(permissions).stream().map(Permission::parse).collect(Collectors.toSet()),
                SettableClock.START);
    }
}

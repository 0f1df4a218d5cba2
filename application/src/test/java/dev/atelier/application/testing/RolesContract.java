package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.Roles;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every {@link Roles} keeps to. */
public abstract class RolesContract {

    private static final RoleName DESIGNER = new RoleName("designer");
    private static final RoleName GUEST = new RoleName("guest");

    /** The port: without roles at the start of each test, the same throughout it. */
    protected abstract Roles roles();

    @Test
    void findsThoseOfTheNamesThatExist() {
        Role designer = role(DESIGNER, "train:all", "inference:list");
        Role guest = role(GUEST);
        roles().save(designer);
        roles().save(guest);

        assertThat(roles().findAll(List.of(DESIGNER, new RoleName("nobody")))).containsExactly(designer);
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

    private static Role role(RoleName name, String... permissions) {
        return new Role(
                name,
                new UserName("root"),
                Set.of(permissions).stream().map(Permission::parse).collect(Collectors.toSet()),
                SettableClock.START);
    }
}

package dev.atelier.application.access;

import static dev.atelier.application.access.InitializeAccessControl.BYOC;
import static dev.atelier.application.access.InitializeAccessControl.OPERATOR;
import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.API;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static dev.atelier.application.access.ManagedPeople.PAINTER;
import static dev.atelier.application.access.ManagedPeople.TRAINER;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListPeopleTest {

    private static final Caller ANN_HERSELF = withRoles(holding("ann", "train:all"), "painter", "trainer");

    private final ManagedPeople people = new ManagedPeople();
    private final ListUsers users = new ListUsers(people.atelier.users, people.atelier.roles);
    private final ListRoles roles = new ListRoles(people.atelier.roles);

    @BeforeEach
    void addPeople() {
        people.addUser(ANN, PAINTER, TRAINER);
        people.addUser(BOB);
    }

    @Test
    void whoMayListUsersSeesEverybodyByNameDescending() {
        assertThat(names(users(holding("x", "user:list"), null, 10))).containsExactly(BOB, API, ANN);
    }

    @Test
    void othersSeeThemselves() {
        assertThat(names(users(ANN_HERSELF, null, 10))).containsExactly(ANN);
        assertThat(names(users(ANN_HERSELF, BOB, 10))).containsExactly(ANN);
        assertThat(names(users(ANN_HERSELF, ANN, 10))).isEmpty();
    }

    @Test
    void aUserHoldsWhatAllTheirRolesCarry() {
        ListUsers.Entry ann = users(ANN_HERSELF, null, 10).items().get(0);

        assertThat(ann.permissions())
                .extracting(Permission::toString)
                .containsExactly("inference:all", "train:create", "train:list");
    }

    @Test
    void usersComeInPages() {
        NamePage<ListUsers.Entry> first = users(people.root, null, 2);
        assertThat(names(first)).containsExactly(BOB, API);
        assertThat(first.next()).contains("api");

        NamePage<ListUsers.Entry> last = users(people.root, API, 2);
        assertThat(names(last)).containsExactly(ANN);
        assertThat(last.next()).isEmpty();
    }

    @Test
    void whoMayListRolesSeesAllByNameDescending() {
        assertThat(rolesSeenBy(holding("x", "role:list"), null)).containsExactly(TRAINER, PAINTER, BYOC, OPERATOR);
        assertThat(rolesSeenBy(holding("x", "role:list"), PAINTER)).containsExactly(PAINTER);
        assertThat(rolesSeenBy(people.root, new RoleName("ghost"))).isEmpty();
    }

    @Test
    void othersSeeTheirOwnRoles() {
        assertThat(rolesSeenBy(ANN_HERSELF, null)).containsExactly(TRAINER, PAINTER);
        assertThat(rolesSeenBy(ANN_HERSELF, PAINTER)).containsExactly(PAINTER);
        assertThat(rolesSeenBy(ANN_HERSELF, BYOC)).isEmpty();
    }

    @Test
    void rolesComeInPages() {
        NamePage<Role> first = roles.list(people.root, Optional.empty(), Optional.empty(), 3);
        assertThat(first.items()).hasSize(3);
        assertThat(first.next()).contains("byoc");
        assertThat(roles.list(people.root, Optional.empty(), Optional.of(BYOC), 3)
                        .items())
                .extracting(Role::name)
                .containsExactly(OPERATOR);
        assertThat(roles.list(ANN_HERSELF, Optional.empty(), Optional.of(TRAINER), 1)
                        .items())
                .extracting(Role::name)
                .containsExactly(PAINTER);
    }

    @Test
    void oneUserMayBeAskedForByWhoMaySeeThem() {
        assertThat(names(users.list(people.root, Optional.of(BOB), Optional.empty(), 10)))
                .containsExactly(BOB);
        assertThat(names(users.list(ANN_HERSELF, Optional.of(ANN), Optional.empty(), 10)))
                .containsExactly(ANN);
        assertThat(names(users.list(ANN_HERSELF, Optional.of(BOB), Optional.empty(), 10)))
                .isEmpty();
        assertThat(names(users.list(people.root, Optional.of(new UserName("ghost")), Optional.empty(), 10)))
                .isEmpty();
    }

    private NamePage<ListUsers.Entry> users(Caller caller, UserName after, int limit) {
        return users.list(caller, Optional.empty(), Optional.ofNullable(after), limit);
    }

    private List<RoleName> rolesSeenBy(Caller caller, RoleName only) {
        return roles.list(caller, Optional.ofNullable(only), Optional.empty(), 10).items().stream()
                .map(Role::name)
                .toList();
    }

    private static List<UserName> names(NamePage<ListUsers.Entry> page) {
        return page.items().stream().map(entry -> entry.user().name()).toList();
    }
}

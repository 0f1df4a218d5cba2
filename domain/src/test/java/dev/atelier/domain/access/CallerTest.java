package dev.atelier.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallerTest {

    private static final UserName ANN = new UserName("ann");
    private static final UserName BOB = new UserName("bob");
    private static final Caller DESIGNER = ann("train:create", "user:list", "user:create");
    private static final Caller ADMINISTRATOR = ann("user:all");

    @Test
    void whoHoldsAPermissionPasses() {
        assertThatCode(() -> DESIGNER.require(ResourceType.TRAIN, Action.CREATE))
                .doesNotThrowAnyException();
        assertThatCode(() -> ADMINISTRATOR.require(ResourceType.USER, Action.LIST))
                .doesNotThrowAnyException();
    }

    @Test
    void theErrorNamesTheMissingPermission() {
        assertThatThrownBy(() -> DESIGNER.require(ResourceType.TRAIN, Action.LIST))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("User ann has no permissions: ['train:list']");
    }

    @Test
    void noCallerGrantsWhatTheyDoNotHold() {
        assertThatCode(() -> ADMINISTRATOR.requireGrantable(Set.of(Permission.parse("user:list"))))
                .doesNotThrowAnyException();
        Set<Permission> tooMuch = Set.of(Permission.parse("user:all"), Permission.parse("train:create"));
        assertThatThrownBy(() -> DESIGNER.requireGrantable(tooMuch))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("creator has no permission to assign permission [user:all] to others");
    }

    @Test
    void anAdministratorIsWhoHoldsAllOnUsers() {
        assertThat(ADMINISTRATOR.isAdministrator()).isTrue();
        assertThat(DESIGNER.isAdministrator()).isFalse();
    }

    @Test
    void theOwnerAndAdministratorsPass() {
        assertThatCode(() -> DESIGNER.requireOwnership(ANN, "job 1")).doesNotThrowAnyException();
        assertThatCode(() -> ADMINISTRATOR.requireOwnership(BOB, "job 1")).doesNotThrowAnyException();
        assertThatThrownBy(() -> DESIGNER.requireOwnership(BOB, "job 1"))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("job 1")
                .hasMessageContaining("user:all");
    }

    @Test
    void whatTheyMakeIsOpenToTheirRolesOrElseToThemselves() {
        assertThat(DESIGNER.defaultAccessList()).containsExactlyInAnyOrder(role("designer"), role("guest"));
        assertThat(new Caller(ANN, Set.of(), Set.of()).defaultAccessList()).containsExactly(Principal.of(ANN));
    }

    @Test
    void isKnownByNameByRolesAndAsEveryone() {
        assertThat(DESIGNER.principals())
                .containsExactlyInAnyOrder(Principal.of(ANN), role("designer"), role("guest"), Principal.EVERYONE);
    }

    @Test
    void isAmongThoseNamedDirectlyOrByRoleOrAsEveryone() {
        assertThat(DESIGNER.isPermittedBy(Set.of(Principal.of(ANN), role("x")))).isTrue();
        assertThat(DESIGNER.isPermittedBy(Set.of(role("guest")))).isTrue();
        assertThat(DESIGNER.isPermittedBy(Set.of(Principal.EVERYONE))).isTrue();
        assertThat(DESIGNER.isPermittedBy(Set.of(Principal.of(BOB), role("design"))))
                .isFalse();
        assertThat(DESIGNER.isPermittedBy(Set.of())).isFalse();
        assertThat(ADMINISTRATOR.isPermittedBy(Set.of())).isTrue();
    }

    @Test
    void holdsRolesButIsNone() {
        assertThat(DESIGNER.hasAnyRole(Set.of("x", "guest"))).isTrue();
        assertThat(DESIGNER.hasAnyRole(Set.of("ann", "*"))).isFalse();
        assertThat(ADMINISTRATOR.hasAnyRole(Set.of())).isTrue();
    }

    @Test
    void aUserNamedLikeARoleIsNotOfIt() {
        Caller designer = new Caller(new UserName("designer"), Set.of(), Set.of());

        assertThat(designer.isPermittedBy(Set.of(role("designer")))).isFalse();
        assertThat(DESIGNER.isPermittedBy(designer.defaultAccessList())).isFalse();
    }

    private static Principal role(String name) {
        return Principal.of(new RoleName(name));
    }

    private static Caller ann(String... permissions) {
        return new Caller(
                ANN,
                Set.of(new RoleName("designer"), new RoleName("guest")),
                Stream.of(permissions).map(Permission::parse).collect(Collectors.toSet()));
    }
}

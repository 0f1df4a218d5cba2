package dev.atelier.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuthenticateCallerTest {

    private static final UserName ANN = new UserName("ann");
    private static final RoleName DESIGNER = new RoleName("designer");
    private static final RoleName TRAINER = new RoleName("trainer");
    private static final RoleName DELETED = new RoleName("deleted");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final AuthenticateCaller authenticate =
            new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles));

    @Test
    void admitsWhoShowsAKey() {
        ApiKey key = ApiKey.of("default", "secret", Optional.of(ANN), ApiKey.Origin.COMMAND);
        atelier.keys.add(key);

        assertThat(authenticate.findApiKey("secret")).contains(key);
        assertThat(authenticate.findApiKey("Secret")).isEmpty();
        assertThat(authenticate.findApiKey("")).isEmpty();
        assertThat(authenticate.findApiKey(key.hash())).isEmpty();
    }

    @Test
    void hashesKeysWithSha256() {
        assertThat(ApiKey.hash("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void aCallerHoldsWhatAllTheirRolesCarry() {
        save(DESIGNER, "inference:all", "train:list");
        save(TRAINER, "train:list", "train:create");
        atelier.users.save(new User(ANN, ANN, Set.of(DESIGNER, TRAINER, DELETED), atelier.clock.instant()));

        assertThat(authenticate.authenticate(ANN))
                .isEqualTo(new Caller(
                        ANN,
                        Set.of(DESIGNER, TRAINER, DELETED),
                        permissions("inference:all", "train:list", "train:create")));
    }

    @Test
    void anUnknownUserIsUnauthenticated() {
        assertThatThrownBy(() -> authenticate.authenticate(ANN))
                .isInstanceOf(UnauthenticatedException.class)
                .hasMessageContaining("\"ann\"");
    }

    @Test
    void anUnboundKeyActsForWhomeverItNamesAndElseForItsOwnUser() {
        ApiKey key = ApiKey.of("default", "secret", Optional.empty(), ApiKey.Origin.SETTINGS);
        add(InitializeAccessControl.BUILT_IN_USER);
        add(ANN);

        assertThat(authenticate.authenticate(key, Optional.of(ANN)).name()).isEqualTo(ANN);
        assertThat(authenticate.authenticate(key, Optional.empty()).name())
                .isEqualTo(InitializeAccessControl.BUILT_IN_USER);
    }

    @Test
    void aBoundKeyActsForItsUserOnly() {
        ApiKey key = ApiKey.of("anns", "secret", Optional.of(ANN), ApiKey.Origin.COMMAND);
        add(InitializeAccessControl.BUILT_IN_USER);
        add(ANN);

        assertThat(authenticate.authenticate(key, Optional.of(ANN)).name()).isEqualTo(ANN);
        assertThat(authenticate.authenticate(key, Optional.empty()).name()).isEqualTo(ANN);
        for (UserName other : List.of(InitializeAccessControl.BUILT_IN_USER, new UserName("ghost"))) {
            assertThatThrownBy(() -> authenticate.authenticate(key, Optional.of(other)))
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessage("API key anns is bound to user ann and cannot act for another");
        }
    }

    @Test
    void onlyAKeyThatIsBoundToNoUserSetsUsersUp() {
        ApiKey unbound = ApiKey.of("default", "secret", Optional.empty(), ApiKey.Origin.SETTINGS);
        ApiKey bound = ApiKey.of("anns", "other", Optional.of(ANN), ApiKey.Origin.COMMAND);
        add(InitializeAccessControl.BUILT_IN_USER);
        add(ANN);

        assertThat(authenticate.authenticateForSetUp(unbound).name()).isEqualTo(InitializeAccessControl.BUILT_IN_USER);
        for (Credential credential : List.of(bound, new UserLogin(ANN))) {
            assertThatThrownBy(() -> authenticate.authenticateForSetUp(credential))
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessageContaining("bound to user ann");
        }
    }

    private void add(UserName name) {
        atelier.users.save(new User(name, name, Set.of(), atelier.clock.instant()));
    }

    private void save(RoleName name, String... permissions) {
        atelier.roles.save(new Role(name, ANN, permissions(permissions), atelier.clock.instant()));
    }

    private static Set<Permission> permissions(String... texts) {
        return Stream.of(texts).map(Permission::parse).collect(Collectors.toSet());
    }
}

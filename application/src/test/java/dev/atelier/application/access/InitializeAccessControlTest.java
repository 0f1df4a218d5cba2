package dev.atelier.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InitializeAccessControlTest {

    private static final UserName API = InitializeAccessControl.BUILT_IN_USER;

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final InitializeAccessControl prepare =
            new InitializeAccessControl(atelier.users, atelier.roles, atelier.keys, atelier.clock);

    @Test
    void theKeysOwnUserMayDoEverything() {
        prepare.prepare("secret");

        AuthenticateCaller authenticate =
                new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles));
        UserName user = authenticate.findApiKey("secret").orElseThrow().user();
        assertThat(user).isEqualTo(API);
        assertThat(authenticate.authenticate(user).permissions()).isEqualTo(Permission.everything());
    }

    @Test
    void teamsThatBringTheirOwnManageNoPeople() {
        prepare.prepare("secret");

        assertThat(role(InitializeAccessControl.BYOC).permissions())
                .extracting(Permission::toString)
                .containsExactlyInAnyOrder("train:all", "checkpoint:all", "inference:all", "sagemaker_endpoint:all");
    }

    @Test
    void keepsWhatAnOperatorChanged() {
        prepare.prepare("secret");
        User narrowed = new User(API, API, Set.of(InitializeAccessControl.BYOC), atelier.clock.instant());
        Role emptied = new Role(InitializeAccessControl.BYOC, API, Set.of(), atelier.clock.instant());
        atelier.users.save(narrowed);
        atelier.roles.save(emptied);

        prepare.prepare("secret");

        assertThat(atelier.users.find(API)).contains(narrowed);
        assertThat(role(InitializeAccessControl.BYOC)).isEqualTo(emptied);
    }

    @Test
    void theKeyIsAlwaysTheOneGiven() {
        prepare.prepare("old");
        prepare.prepare("new");

        assertThat(atelier.keys.find(ApiKey.hash("new"))).isPresent();
        assertThat(atelier.keys.find(ApiKey.hash("old"))).isEmpty();
    }

    @Test
    void aDefaultRoleThatWasDeletedStaysAway() {
        prepare.prepare("secret");
        atelier.roles.delete(List.of(InitializeAccessControl.BYOC));

        prepare.prepare("secret");

        assertThat(atelier.roles.findAll(List.of(InitializeAccessControl.BYOC))).isEmpty();
    }

    @Test
    void theOtherKeysOfTheSettingsAreThoseGivenAndAddedOnesStay() {
        ApiKey added = ApiKey.of("added", "added key", Optional.empty(), ApiKey.Origin.COMMAND);
        atelier.keys.add(added);
        prepare.prepare("secret", List.of(fromSettings("nightly", "nightly key")));
        assertThat(atelier.keys.all()).extracting(ApiKey::name).containsExactly("added", "default", "nightly");

        prepare.prepare("secret", List.of());

        assertThat(atelier.keys.all()).extracting(ApiKey::name).containsExactly("added", "default");
    }

    @Test
    void keysOfTheSettingsMustDiffer() {
        List<ApiKey> sameName = List.of(fromSettings("default", "another key"));
        List<ApiKey> sameKey = List.of(fromSettings("nightly", "secret"));

        assertThatThrownBy(() -> prepare.prepare("secret", sameName))
                .hasMessageStartingWith("two API keys in the settings have the name default");
        assertThatThrownBy(() -> prepare.prepare("secret", sameKey))
                .hasMessageStartingWith("the settings contain an API key twice");
        assertThat(atelier.keys.all()).isEmpty();
    }

    private static ApiKey fromSettings(String name, String key) {
        return ApiKey.of(name, key, Optional.empty(), ApiKey.Origin.SETTINGS);
    }

    private Role role(RoleName name) {
        return atelier.roles.findAll(List.of(name)).get(0);
    }
}

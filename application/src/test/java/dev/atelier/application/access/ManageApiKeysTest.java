package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManageApiKeysTest {

    private final ManagedPeople people = new ManagedPeople();
    private final AddApiKey add = new AddApiKey(people.atelier.keys, people.atelier.users);
    private final RevokeApiKey revoke = new RevokeApiKey(people.atelier.keys);

    @Test
    void aNewKeyAdmitsAndIsKeptAsAHash() {
        String key = add.add("nightly", Optional.empty());

        ApiKey kept = people.atelier.keys.find(ApiKey.hash(key)).orElseThrow();
        assertThat(kept).isEqualTo(ApiKey.of("nightly", key, Optional.empty(), ApiKey.Origin.COMMAND));
        assertThat(kept.user()).isEqualTo(API);
        assertThat(kept.toString()).doesNotContain(key);
        assertThat(key).hasSizeGreaterThan(40).isNotEqualTo(add.add("weekly", Optional.empty()));
    }

    @Test
    void aKeyMayBeBoundToAUserWhoExists() {
        assertThatThrownBy(() -> add.add("anns", Optional.of(ANN)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("user \"ann\" does not exist; create the user first");

        people.addUser(ANN);
        ApiKey kept = people.atelier
                .keys
                .find(ApiKey.hash(add.add("anns", Optional.of(ANN))))
                .orElseThrow();
        assertThat(kept.user()).isEqualTo(ANN);
        assertThat(kept.bound()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "-x", "a/b", "ä", "a\nb"})
    void aKeyNeedsAPlainName(String name) {
        assertThatThrownBy(() -> add.add(name, Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("a key's name has 1 to 64");
    }

    @Test
    void aNameIsGivenOnce() {
        assertThatThrownBy(() -> add.add("default", Optional.empty())).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> add.add("x".repeat(65), Optional.empty())).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aRevokedKeyIsInvalid() {
        String key = add.add("nightly", Optional.empty());
        revoke.revoke("nightly");

        assertThat(people.atelier.keys.find(ApiKey.hash(key))).isEmpty();
        assertThatThrownBy(() -> revoke.revoke("nightly"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no API key \"nightly\"");
    }

    @Test
    void keysOfTheSettingsAreRevokedThere() {
        assertThatThrownBy(() -> revoke.revoke("default"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("comes from the settings");
        assertThat(people.atelier.keys.all()).hasSize(1);
    }
}

package dev.atelier.application.testing;

import static dev.atelier.application.access.ApiKey.Origin.COMMAND;
import static dev.atelier.application.access.ApiKey.Origin.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of {@link ApiKeyRepository}. */
public abstract class ApiKeyRepositoryContract {

    private static final UserName ANN = new UserName("ann");

    private final ApiKey own = ApiKey.of("default", "own key", Optional.empty(), SETTINGS);
    private final ApiKey nightly = ApiKey.of("nightly", "nightly key", Optional.of(ANN), SETTINGS);
    private final ApiKey added = ApiKey.of("added", "added key", Optional.of(ANN), COMMAND);

    /** The port: without keys at the start of each test, the same throughout it. */
    protected abstract ApiKeyRepository keys();

    @Test
    void findsAKeyByItsHash() {
        keys().add(added);
        keys().add(own);

        assertThat(keys().find(ApiKey.hash("added key"))).contains(added);
        assertThat(keys().find(ApiKey.hash("own key"))).contains(own);
        assertThat(keys().find(ApiKey.hash("another"))).isEmpty();
        assertThat(keys().all()).containsExactly(added, own);
    }

    @Test
    void rejectsANameOrAKeyThatIsTaken() {
        keys().add(added);

        assertThatThrownBy(() -> keys().add(ApiKey.of("added", "another key", Optional.empty(), COMMAND)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("added");
        assertThatThrownBy(() -> keys().add(ApiKey.of("other", "added key", Optional.empty(), COMMAND)))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(keys().all()).containsExactly(added);
    }

    @Test
    void theKeysOfTheSettingsAreThoseGivenLast() {
        keys().add(added);
        keys().replaceSettingsKeys(List.of(own, nightly));
        assertThat(keys().all()).containsExactly(added, own, nightly);

        ApiKey renewed = ApiKey.of("default", "new key", Optional.of(ANN), SETTINGS);
        keys().replaceSettingsKeys(List.of(renewed));

        assertThat(keys().all()).containsExactly(added, renewed);
        assertThat(keys().find(own.hash())).isEmpty();
    }

    @Test
    void keysOfTheSettingsMayTradeTheirNames() {
        keys().replaceSettingsKeys(List.of(own, nightly));
        ApiKey defaultNow = ApiKey.of("default", "nightly key", Optional.empty(), SETTINGS);
        ApiKey nightlyNow = ApiKey.of("nightly", "own key", Optional.empty(), SETTINGS);

        keys().replaceSettingsKeys(List.of(defaultNow, nightlyNow));
        keys().replaceSettingsKeys(List.of(defaultNow, nightlyNow));

        assertThat(keys().all()).containsExactly(defaultNow, nightlyNow);
    }

    @Test
    void theSettingsDoNotTakeTheNameOrKeyOfOneThatWasAdded() {
        keys().add(added);
        keys().replaceSettingsKeys(List.of(own));

        ApiKey sameName = ApiKey.of("added", "another key", Optional.empty(), SETTINGS);
        ApiKey sameKey = ApiKey.of("another", "added key", Optional.empty(), SETTINGS);
        for (ApiKey taken : List.of(sameName, sameKey)) {
            assertThatThrownBy(() -> keys().replaceSettingsKeys(List.of(nightly, taken)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(taken.name());
        }
        assertThat(keys().all()).containsExactly(added, own);
    }

    @Test
    void aRemovedKeyIsGone() {
        keys().add(added);

        assertThat(keys().remove("added")).isTrue();
        assertThat(keys().remove("added")).isFalse();
        assertThat(keys().find(added.hash())).isEmpty();
    }

    @Test
    void removesTheKeysThatAreBoundToAUser() {
        ApiKey bobs = ApiKey.of("bobs", "bob's key", Optional.of(new UserName("bob")), COMMAND);
        List.of(added, bobs, own, nightly).forEach(keys()::add);

        keys().removeBoundTo(List.of());
        keys().removeBoundTo(List.of(ANN, own.user()));

        assertThat(keys().all()).containsExactly(bobs, own);
    }
}

package dev.atelier.application.testing;

import static dev.atelier.application.access.ApiKey.Origin.COMMAND;
import static dev.atelier.application.access.ApiKey.Origin.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.TemporalUnitOffset;
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
    void findsKeysByTheirNames() {
        List.of(added, own, nightly).forEach(keys()::add);

        assertThat(keys().named("nightly")).contains(nightly);
        assertThat(keys().named("another")).isEmpty();
        assertThat(keys().entries(Optional.empty(), 2))
                .extracting(ApiKeyRepository.Entry::key)
                .containsExactly(added, own);
        assertThat(keys().entries(Optional.of("default"), 2))
                .extracting(ApiKeyRepository.Entry::key)
                .containsExactly(nightly);
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

    @Test
    void anExpiredKeyIsListedAndNotFound() {
        ApiKey past = added.expiring(Optional.of(now().minusSeconds(1)));
        ApiKey valid = ApiKey.of("valid", "valid key", Optional.empty(), COMMAND)
                .expiring(Optional.of(now().plus(Duration.ofHours(1))));
        keys().add(past);
        keys().add(valid);

        assertThat(keys().find(past.hash())).isEmpty();
        assertThat(keys().find(valid.hash())).contains(valid);
        assertThat(keys().all()).containsExactly(past, valid);
    }

    @Test
    void aNewKeyHasADateAndAUseOnceItIsFound() {
        keys().add(added);
        ApiKeyRepository.Entry fresh = keys().entries().get(0);
        assertThat(fresh.key()).isEqualTo(added);
        assertThat(fresh.created()).hasValueSatisfying(time -> assertThat(time).isCloseTo(now(), byMinutes()));
        assertThat(fresh.lastUsed()).isEmpty();
        assertThat(fresh.overlapUntil()).isEmpty();

        keys().find(added.hash());

        await().untilAsserted(() -> assertThat(keys().entries().get(0).lastUsed())
                .hasValueSatisfying(time -> assertThat(time).isCloseTo(now(), byMinutes())));
    }

    @Test
    void afterARotationBothSecretsWorkUntilTheOverlapEnds() {
        keys().add(added);
        ApiKey rotated = ApiKey.of("added", "second key", Optional.of(ANN), COMMAND);
        Instant until = now().plus(Duration.ofHours(1));

        assertThat(keys().rotate(rotated, Optional.of(until))).isTrue();

        assertThat(keys().find(rotated.hash())).contains(rotated);
        assertThat(keys().find(added.hash())).contains(added.expiring(Optional.of(until)));
        assertThat(keys().all()).containsExactly(rotated);
        assertThat(keys().entries().get(0).overlapUntil()).contains(until);

        ApiKey third = ApiKey.of("added", "third key", Optional.of(ANN), COMMAND);
        assertThat(keys().rotate(third, Optional.of(now().minusSeconds(1)))).isTrue();
        assertThat(keys().find(added.hash())).as("two rotations ago").isEmpty();
        assertThat(keys().find(rotated.hash())).as("the overlap has ended").isEmpty();
        assertThat(keys().find(third.hash())).contains(third);
    }

    @Test
    void anOverlapEndsWithTheKeyAndWithItsRevocation() {
        keys().add(added);
        Instant soon = now().plus(Duration.ofMinutes(10));
        ApiKey rotated =
                ApiKey.of("added", "second key", Optional.of(ANN), COMMAND).expiring(Optional.of(soon));
        keys().rotate(rotated, Optional.of(soon.plusSeconds(60)));
        assertThat(keys().find(added.hash()).flatMap(ApiKey::expires)).contains(soon);

        keys().remove("added");

        assertThat(keys().find(added.hash())).isEmpty();
        assertThat(keys().find(rotated.hash())).isEmpty();
    }

    @Test
    void anOverlapDoesNotOutliveTheExpiryOfTheSecretBefore() {
        Instant soon = now().plus(Duration.ofMinutes(10));
        ApiKey rotated = ApiKey.of("added", "second key", Optional.of(ANN), COMMAND);
        keys().add(added.expiring(Optional.of(soon)));

        keys().rotate(rotated, Optional.of(soon.plusSeconds(60)));

        assertThat(keys().find(added.hash()).flatMap(ApiKey::expires)).contains(soon);
        assertThat(keys().entries().get(0).overlapUntil()).contains(soon);
        assertThat(keys().find(rotated.hash())).contains(rotated);
    }

    @Test
    void noOverlapRevivesAnExpiredSecret() {
        keys().add(added.expiring(Optional.of(now().minusSeconds(1))));

        keys().rotate(
                        ApiKey.of("added", "second key", Optional.of(ANN), COMMAND),
                        Optional.of(now().plus(Duration.ofHours(1))));

        assertThat(keys().find(added.hash())).isEmpty();
    }

    @Test
    void withoutOverlapTheSecretBeforeIsInvalidAtOnce() {
        keys().add(added);

        assertThat(keys().rotate(ApiKey.of("added", "second key", Optional.of(ANN), COMMAND), Optional.empty()))
                .isTrue();

        assertThat(keys().find(added.hash())).isEmpty();
    }

    @Test
    void onlyAKeyOfThatNameAndOriginIsRotated() {
        keys().replaceSettingsKeys(List.of(own));

        assertThat(keys().rotate(ApiKey.of("default", "second key", Optional.empty(), COMMAND), Optional.empty()))
                .isFalse();
        assertThat(keys().rotate(ApiKey.of("gone", "second key", Optional.empty(), COMMAND), Optional.empty()))
                .isFalse();
        assertThat(keys().all()).containsExactly(own);
    }

    @Test
    void aKeyThatIsOfAnotherUserByNowIsNotRotated() {
        keys().add(added);

        for (Optional<UserName> other : List.of(Optional.<UserName>empty(), Optional.of(new UserName("bob")))) {
            assertThat(keys().rotate(ApiKey.of("added", "second key", other, COMMAND), Optional.empty()))
                    .isFalse();
        }
        assertThat(keys().find(added.hash())).contains(added);
    }

    /** As the databases keep it. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private static TemporalUnitOffset byMinutes() {
        return within(5, ChronoUnit.MINUTES);
    }
}

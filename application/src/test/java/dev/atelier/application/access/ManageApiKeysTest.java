package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.API;
import static dev.atelier.application.testing.TestCallers.holding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManageApiKeysTest {

    private final ManagedPeople people = new ManagedPeople();
    private final AddApiKey add = new AddApiKey(people.atelier.keys, people.atelier.users, people.atelier.audit);
    private final RotateApiKey rotate =
            new RotateApiKey(people.atelier.keys, people.atelier.audit, people.atelier.clock);
    private final RevokeApiKey revoke = new RevokeApiKey(people.atelier.keys, people.atelier.audit);
    private final ManageApiKeys manage = new ManageApiKeys(
            people.atelier.keys,
            people.atelier.users,
            people.atelier.roles,
            add,
            rotate,
            revoke,
            people.atelier.audit,
            people.atelier.clock);

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

    @Test
    void aKeyMayExpire() {
        Instant soon = people.atelier.clock.instant().plusSeconds(60);
        String key = add.add("nightly", Optional.empty(), Optional.of(soon));
        assertThat(people.atelier.keys.find(ApiKey.hash(key))).isPresent();

        people.atelier.clock.pass(Duration.ofSeconds(60));

        assertThat(people.atelier.keys.find(ApiKey.hash(key))).isEmpty();
    }

    @Test
    void aRotatedKeyIsTheSameKeyWithAnotherSecret() {
        people.addUser(ANN);
        String first = add.add("anns", Optional.of(ANN));

        String second = rotate.rotate("anns", Duration.ofHours(24), Optional.empty());

        ApiKey before = people.atelier.keys.find(ApiKey.hash(first)).orElseThrow();
        ApiKey now = people.atelier.keys.find(ApiKey.hash(second)).orElseThrow();
        assertThat(second).hasSizeGreaterThan(40).isNotEqualTo(first);
        assertThat(now).isEqualTo(ApiKey.of("anns", second, Optional.of(ANN), ApiKey.Origin.COMMAND));
        assertThat(before.isSameAs(now)).isTrue();

        people.atelier.clock.pass(Duration.ofHours(24));
        assertThat(people.atelier.keys.find(ApiKey.hash(first))).isEmpty();
        assertThat(people.atelier.keys.find(ApiKey.hash(second))).isPresent();
    }

    @Test
    void aRotationKeepsTheExpiryUnlessItIsGivenAnother() {
        Instant soon = people.atelier.clock.instant().plusSeconds(60);
        Instant later = soon.plusSeconds(60);
        add.add("nightly", Optional.empty(), Optional.of(soon));

        rotate.rotate("nightly", Duration.ZERO, Optional.empty());
        assertThat(nightly().expires()).contains(soon);
        rotate.rotate("nightly", Duration.ZERO, Optional.of(later));
        assertThat(nightly().expires()).contains(later);

        people.atelier.clock.pass(Duration.ofMinutes(2));
        assertThatThrownBy(() -> rotate.rotate("nightly", Duration.ZERO, Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("give a time when the new secret expires");
    }

    @Test
    void theSecretBeforeEndsNoLaterThanItWouldHave() {
        Instant soon = people.atelier.clock.instant().plusSeconds(60);
        Instant later = soon.plus(Duration.ofDays(30));
        String first = add.add("nightly", Optional.empty(), Optional.of(soon));

        String second = rotate.rotate("nightly", Duration.ofHours(24), Optional.of(later));

        assertThat(people.atelier.keys.find(ApiKey.hash(first)).flatMap(ApiKey::expires))
                .contains(soon);
        assertThat(people.atelier.auditLog.all().toString()).contains("the secret before is valid until " + soon);
        people.atelier.clock.pass(Duration.ofSeconds(60));
        assertThat(people.atelier.keys.find(ApiKey.hash(first))).isEmpty();
        assertThat(people.atelier.keys.find(ApiKey.hash(second))).isPresent();
    }

    @Test
    void anExpiredSecretIsNotRevivedByARotation() {
        Instant soon = people.atelier.clock.instant().plusSeconds(60);
        String first = add.add("nightly", Optional.empty(), Optional.of(soon));
        people.atelier.clock.pass(Duration.ofMinutes(2));

        rotate.rotate("nightly", Duration.ofHours(24), Optional.of(soon.plus(Duration.ofDays(30))));

        assertThat(people.atelier.keys.find(ApiKey.hash(first))).isEmpty();
        assertThat(people.atelier.auditLog.all().toString()).doesNotContain("the secret before is valid");
    }

    @Test
    void whatCannotBeRotatedIsSaid() {
        assertThatThrownBy(() -> rotate.rotate("gone", Duration.ZERO, Optional.empty()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no API key \"gone\"");
        assertThatThrownBy(() -> rotate.rotate("default", Duration.ZERO, Optional.empty()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("comes from the settings");
        add.add("nightly", Optional.empty(), Optional.empty());
        for (Duration overlap : List.of(Duration.ofSeconds(-1), Duration.ofDays(91))) {
            assertThatThrownBy(() -> rotate.rotate("nightly", overlap, Optional.empty()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("the overlap should be 0s to 90d");
        }
    }

    @Test
    void allOfItIsAuditedWithoutSecrets() {
        String first = add.add("nightly", Optional.empty());
        String second = rotate.rotate("nightly", Duration.ofHours(1), Optional.empty());
        revoke.revoke("nightly");

        assertThat(people.atelier.auditLog.deeds())
                .containsExactly("key.add nightly", "key.rotate nightly", "key.revoke nightly");
        assertThat(people.atelier.auditLog.all().toString()).doesNotContain(first, second, ApiKey.hash(second));
    }

    @Test
    void callersWhoAdministrateUsersManageKeysInTheirName() {
        people.addUser(ANN, ManagedPeople.PAINTER);
        Caller caller = holding("root", "user:all", "inference:all");

        String first = manage.add(caller, "anns", Optional.of(ANN), Optional.empty());
        String second = manage.rotate(caller, "anns", Duration.ZERO, Optional.empty());

        assertThat(people.atelier.keys.find(ApiKey.hash(first))).isEmpty();
        assertThat(people.atelier.keys.find(ApiKey.hash(second)).map(ApiKey::user))
                .contains(ANN);
        assertThat(manage.list(caller, Optional.empty(), 1))
                .satisfies(page -> assertThat(page.items())
                        .extracting(entry -> entry.key().name())
                        .containsExactly("anns"))
                .satisfies(page -> assertThat(page.next()).contains("anns"));
        manage.revoke(caller, "anns");
        assertThat(manage.list(caller, Optional.of("anns"), 1).items())
                .extracting(entry -> entry.key().name())
                .containsExactly("default");
        assertThat(people.atelier.auditLog.deeds())
                .containsExactly("key.add anns", "key.rotate anns", "key.revoke anns");
        assertThat(people.atelier.auditLog.all()).allMatch(entry -> entry.user().equals(Optional.of(caller.name())));
    }

    @Test
    void noCallerGetsASecretThatGivesMoreThanTheyHold() {
        people.addUser(ANN, ManagedPeople.PAINTER);
        add.add("anns", Optional.of(ANN));
        add.add("open", Optional.empty());
        Caller caller = holding("x", "user:all", "inference:list");

        for (ThrowingCallable forbidden : List.<ThrowingCallable>of(
                () -> manage.add(caller, "new", Optional.of(ANN), Optional.empty()),
                () -> manage.add(caller, "new", Optional.empty(), Optional.empty()),
                () -> manage.rotate(caller, "anns", Duration.ZERO, Optional.empty()),
                () -> manage.rotate(caller, "open", Duration.ZERO, Optional.empty()))) {
            assertThatThrownBy(forbidden)
                    .isInstanceOf(PermissionDeniedException.class)
                    .hasMessageStartingWith("creator has no permission to assign permission [");
        }
        assertThat(people.atelier.keys.all()).extracting(ApiKey::name).containsExactly("anns", "default", "open");
        assertThat(manage.add(people.root, "new", Optional.empty(), Optional.empty()))
                .isNotEmpty();
        manage.revoke(caller, "open");
    }

    @Test
    void whoDoesNotAdministrateUsersManagesNoKeys() {
        Caller caller = holding("x", "user:list", "user:create", "role:all");
        add.add("nightly", Optional.empty());

        for (ThrowingCallable forbidden : List.<ThrowingCallable>of(
                () -> manage.list(caller, Optional.empty(), 1),
                () -> manage.add(caller, "new", Optional.empty(), Optional.empty()),
                () -> manage.rotate(caller, "nightly", Duration.ZERO, Optional.empty()),
                () -> manage.revoke(caller, "nightly"))) {
            assertThatThrownBy(forbidden).hasMessage("User x has no permissions: ['user:all']");
        }
        assertThat(people.atelier.auditLog.deeds()).containsExactly("key.add nightly");
    }

    @Test
    void aCallersKeyExpiresLaterThanNow() {
        assertThatThrownBy(() ->
                        manage.add(people.root, "late", Optional.empty(), Optional.of(people.atelier.clock.instant())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("the key would have expired at ");
        assertThat(people.atelier.keys.named("late")).isEmpty();
    }

    private ApiKey nightly() {
        return people.atelier.keys.all().stream()
                .filter(key -> key.name().equals("nightly"))
                .findFirst()
                .orElseThrow();
    }
}

package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of {@link CallerRepository}: among other things, that it sees what the other ports of its process write. */
public abstract class CallerRepositoryContract {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UserName ANN = new UserName("ann");
    private static final RoleName DESIGNER = new RoleName("designer");
    private static final RoleName TRAINER = new RoleName("trainer");
    private static final ApiKey KEY = ApiKey.of("nightly", "secret", Optional.of(ANN), ApiKey.Origin.COMMAND);

    /** The port, without keys, users and roles at the start of each test. */
    protected abstract CallerRepository callers();

    protected abstract ApiKeyRepository keys();

    protected abstract UserRepository users();

    protected abstract RoleRepository roles();

    @Test
    void findsACallerWithWhatAllRolesCarry() {
        save(DESIGNER, "inference:all", "train:list");
        save(TRAINER, "train:list", "train:create");
        assign(DESIGNER, TRAINER);

        assertThat(callers().find(ANN))
                .contains(new Caller(
                        ANN, Set.of(DESIGNER, TRAINER), permissions("inference:all", "train:list", "train:create")));
        assertThat(callers().find(new UserName("Ann"))).isEmpty();
    }

    @Test
    void aKeyThatWasReadIsRecalledUntilItIsRevoked() {
        keys().add(KEY);
        assertThat(callers().findApiKey(KEY.hash())).contains(KEY);
        assertThat(callers().lastKnownApiKey(KEY.hash())).contains(KEY);

        keys().remove(KEY.name());
        assertThat(callers().lastKnownApiKey(KEY.hash())).isEmpty();
    }

    @Test
    void aKeyIsKnownWithoutALookUntilItIsRevoked() {
        keys().add(KEY);
        await().until(() -> callers().findApiKey(KEY.hash()).isPresent()
                && callers().recentApiKey(KEY.hash()).equals(Optional.of(KEY)));

        keys().remove(KEY.name());
        assertThat(callers().recentApiKey(KEY.hash())).isEmpty();
    }

    @Test
    void aCallerCanBeWithoutRoles() {
        assign();

        assertThat(callers().find(ANN)).contains(new Caller(ANN, Set.of(), Set.of()));
    }

    @Test
    void everyChangeIsSeenAtOnce() {
        assertThat(callers().find(ANN)).isEmpty();
        save(DESIGNER, "inference:all");
        assign(DESIGNER);
        assertThat(held()).containsExactly("inference:all");

        save(DESIGNER, "inference:list");
        assertThat(held()).containsExactly("inference:list");

        save(TRAINER, "train:all");
        assign(TRAINER);
        assertThat(held()).containsExactly("train:all");

        roles().delete(List.of(TRAINER));
        assertThat(held()).isEmpty();

        users().delete(List.of(ANN));
        assertThat(callers().find(ANN)).isEmpty();
    }

    @Test
    void aKeyIsFoundUntilItIsRemoved() {
        assertThat(callers().findApiKey(KEY.hash())).isEmpty();

        keys().add(KEY);
        assertThat(callers().findApiKey(KEY.hash())).contains(KEY);

        keys().remove(KEY.name());
        assertThat(callers().findApiKey(KEY.hash())).isEmpty();

        keys().add(KEY);
        assertThat(callers().findApiKey(KEY.hash())).contains(KEY);

        keys().removeBoundTo(List.of(ANN));
        assertThat(callers().findApiKey(KEY.hash())).isEmpty();
    }

    private void save(RoleName role, String... permissions) {
        roles().save(new Role(role, ANN, permissions(permissions), NOW));
    }

    private void assign(RoleName... roles) {
        users().save(new User(ANN, ANN, Set.of(roles), NOW));
    }

    private Collection<String> held() {
        return callers().find(ANN).orElseThrow().permissions().stream()
                .map(Permission::toString)
                .toList();
    }

    private static Set<Permission> permissions(String... texts) {
        return Stream.of(texts).map(Permission::parse).collect(Collectors.toSet());
    }
}

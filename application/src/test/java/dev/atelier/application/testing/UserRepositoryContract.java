package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of {@link UserRepository}. */
public abstract class UserRepositoryContract {

    private static final UserName ANN = new UserName("Änn O'Hara *%_");
    private static final UserName ROOT = new UserName("root");

    /** The roles that these tests give to users. */
    protected static final Set<RoleName> GIVEN = Stream.of("designer", "guest", "byoc", "IT Operator")
            .map(RoleName::new)
            .collect(Collectors.toUnmodifiableSet());

    /** The port: without users at the start of each test, the same throughout it; the {@link #GIVEN} roles exist. */
    protected abstract UserRepository users();

    @Test
    void findsWhatWasSaved() {
        User ann = user(ANN, "designer", "IT Operator");
        User loner = user(ROOT);
        users().save(ann);
        users().save(loner);

        assertThat(users().find(ANN)).contains(ann);
        assertThat(users().find(ROOT)).contains(loner);
    }

    @Test
    void findsNoUserOfAnotherName() {
        users().save(user(ANN));

        assertThat(users().find(new UserName("änn"))).isEmpty();
    }

    @Test
    void replacesTheUserOfThatName() {
        users().save(user(ANN, "designer", "guest"));
        User changed = user(ANN, "guest", "byoc");
        users().save(changed);

        assertThat(users().find(ANN)).contains(changed);
    }

    @Test
    void addsAUserOnlyOnce() {
        User ann = user(ANN, "guest");

        assertThat(users().add(ann, "first")).isTrue();
        assertThat(users().add(user(ANN, "designer"), "second")).isFalse();
        assertThat(users().find(ANN)).contains(ann);
        assertThat(users().passwordHash(ANN)).contains("first");
    }

    @Test
    void keepsThePasswordUntilThereIsAnother() {
        users().add(user(ANN), "first");
        users().save(user(ANN, "guest"));
        assertThat(users().passwordHash(ANN)).contains("first");

        users().save(user(ANN, "guest"), "second");
        assertThat(users().passwordHash(ANN)).contains("second");

        users().save(user(ROOT));
        assertThat(users().passwordHash(ROOT)).isEmpty();
        assertThat(users().passwordHash(new UserName("absent"))).isEmpty();
    }

    @Test
    void listsInPagesByNameDescending() {
        User bob = user(new UserName("bob"), "guest", "designer");
        User cid = user(new UserName("cid"));
        User root = user(ROOT);
        Stream.of(cid, root, bob).forEach(users()::save);

        assertThat(users().descending(Optional.empty(), 2)).containsExactly(root, cid);
        assertThat(users().descending(Optional.of(cid.name()), 2)).containsExactly(bob);
        assertThat(users().descending(Optional.of(new UserName("cod")), 2)).containsExactly(cid, bob);
        assertThat(users().descending(Optional.of(bob.name()), 2)).isEmpty();
    }

    @Test
    void deletesThoseOfTheNamesThatExist() {
        users().add(user(ANN, "guest"), "secret");
        users().save(user(ROOT));

        users().delete(List.of());
        users().delete(List.of(ANN, new UserName("absent")));

        assertThat(users().find(ANN)).isEmpty();
        assertThat(users().passwordHash(ANN)).isEmpty();
        assertThat(users().find(ROOT)).isPresent();
    }

    private static User user(UserName name, String... roles) {
        return new User(
                name, ROOT, Set.of(roles).stream().map(RoleName::new).collect(Collectors.toSet()), SettableClock.START);
    }
}

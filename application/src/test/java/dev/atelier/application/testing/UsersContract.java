package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.Users;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What every {@link Users} keeps to. */
public abstract class UsersContract {

    private static final UserName ANN = new UserName("Änn O'Hara *%_");
    private static final UserName ROOT = new UserName("root");

    /** The port: without users at the start of each test, the same throughout it. */
    protected abstract Users users();

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
    void findsNobodyOfAnotherName() {
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

    private static User user(UserName name, String... roles) {
        return new User(
                name, ROOT, Set.of(roles).stream().map(RoleName::new).collect(Collectors.toSet()), SettableClock.START);
    }
}

package dev.atelier.persistence.access;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.application.testing.TestModels;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.model.Model;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is open to users and roles that are deleted. */
@OnBothDatabases
class AccessListsTest {

    private static final UserName ANN = new UserName("ann");
    private static final UserName BOB = new UserName("bob");
    private static final RoleName GUEST = new RoleName("guest");

    private final PersistenceFixture persistenceFixture;
    private final Checkpoint anns = checkpoint()
            .by("ann")
            .files("a")
            .openTo("user:ann", "user:bob", "guest")
            .build();
    private final Checkpoint bobs =
            checkpoint().by("bob").files("b").openTo("user:ann", "user:bob").build();
    private final Checkpoint everyones =
            checkpoint().by("ann").files("c").openTo("*").build();

    AccessListsTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
    }

    @BeforeEach
    void prepare() {
        persistenceFixture.clear();
        for (UserName name : List.of(ANN, BOB)) {
            users().save(new User(name, BOB, Set.of(), SettableClock.START));
        }
        roles().save(new Role(GUEST, BOB, Set.of(), SettableClock.START));
        List.of(anns, bobs, everyones).forEach(persistenceFixture.bean(CheckpointRepository.class)::add);
    }

    @Test
    void aDeletedUserStaysOnThoseOfTheirOwnAlone() {
        assertThat(access(anns)).hasSize(3);

        users().delete(List.of(BOB));

        assertThat(access(anns)).isEqualTo(principals("user:ann", "guest"));
        assertThat(access(bobs)).isEqualTo(principals("user:ann", "user:bob"));
        assertThat(access(everyones)).isEqualTo(principals("*"));

        users().delete(List.of(ANN, BOB));

        assertThat(access(anns)).isEqualTo(principals("user:ann", "guest"));
        assertThat(access(bobs)).isEqualTo(principals("user:bob"));
    }

    @Test
    void aDeletedRoleIsOnNone() {
        assertThat(access(anns)).hasSize(3);

        roles().delete(List.of(GUEST));

        assertThat(access(anns)).isEqualTo(principals("user:ann", "user:bob"));
    }

    @Test
    void datasetsAndModelsAreClosedToADeletedRoleAsWell() {
        Dataset dataset = TestDatasets.dataset().openTo("user:ann", "guest").build();
        Model model = TestModels.model().openTo("user:ann", "guest").build();
        DatasetRepository datasets = persistenceFixture.bean(DatasetRepository.class);
        ModelRepository models = persistenceFixture.bean(ModelRepository.class);
        datasets.add(dataset, List.of());
        models.add(model);

        roles().delete(List.of(GUEST));

        assertThat(datasets.find(dataset.name()).orElseThrow().allowedRolesOrUsers())
                .isEqualTo(principals("user:ann"));
        assertThat(models.find(model.id()).orElseThrow().allowedRolesOrUsers()).isEqualTo(principals("user:ann"));
    }

    /** As jobs read it, through the cache. */
    private Set<Principal> access(Checkpoint checkpoint) {
        return persistenceFixture
                .bean(CheckpointLookup.class)
                .find(checkpoint.id())
                .orElseThrow()
                .allowedRolesOrUsers();
    }

    private UserRepository users() {
        return persistenceFixture.bean(UserRepository.class);
    }

    private RoleRepository roles() {
        return persistenceFixture.bean(RoleRepository.class);
    }
}

package dev.atelier.application.dataset;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ListDatasetsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListDatasets list = new ListDatasets(atelier.datasets);
    private final Dataset ofRole = atelier.add(dataset().openTo("designer"));
    private final Dataset ofUser = atelier.add(dataset().openTo("user:ann").status(DatasetStatus.ENABLED));
    private final Dataset ofOthers = atelier.add(dataset().openTo("guest"));

    @Test
    void showsWhatIsOpenToTheCaller() {
        assertThat(list(designer("ann"))).containsExactlyInAnyOrder(ofRole, ofUser);
        assertThat(list(designer("ann"), DatasetStatus.ENABLED)).containsExactly(ofUser);
    }

    @Test
    void showsAnAdministratorEverything() {
        assertThat(list(administrator())).containsExactlyInAnyOrder(ofRole, ofUser, ofOthers);
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> list(holding("ann", "train:list")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:all");
    }

    private List<Dataset> list(Caller caller, DatasetStatus... statuses) {
        return list.list(caller, List.of(statuses), Optional.empty(), 10).items();
    }

    @Test
    void aUserNamedLikeARoleDoesNotSeeWhatIsOpenToIt() {
        Caller namesake = new Caller(
                new UserName("designer"),
                Set.of(),
                Permission.everything().stream()
                        .filter(permission -> permission.resource() == ResourceType.TRAIN)
                        .collect(Collectors.toSet()));

        assertThat(list.list(namesake, Set.of(), Optional.empty(), 10).items()).isEmpty();
    }
}

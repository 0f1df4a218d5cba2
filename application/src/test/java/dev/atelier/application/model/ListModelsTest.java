package dev.atelier.application.model;

import static dev.atelier.application.testing.Callers.administrator;
import static dev.atelier.application.testing.Callers.designer;
import static dev.atelier.application.testing.Callers.holding;
import static dev.atelier.application.testing.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.access.PermissionDenied;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListModelsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListModels list = new ListModels(atelier.models);

    @Test
    void listsWhatIsOpenToTheCaller() {
        Model own = atelier.add(model().openTo("designer"));
        Model others = atelier.add(model().openTo("painter").createdAt(SettableClock.START.plusSeconds(1)));

        assertThat(list.list(designer("bob"), Set.of())).containsExactly(own);
        assertThat(list.list(administrator(), Set.of())).containsExactly(others, own);
        assertThat(list.list(administrator(), Set.of(CheckpointType.LORA))).isEmpty();
    }

    @Test
    void listsNoMoreThanTheNewestThousand() {
        for (int count = 0; count <= ListModels.MOST; count++) {
            atelier.add(model().createdAt(SettableClock.START.plusSeconds(count)));
        }

        assertThat(list.list(designer("ann"), Set.of())).hasSize(1000).noneMatch(model -> model.created()
                .equals(SettableClock.START));
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> list.list(holding("ann", "checkpoint:create"), Set.of()))
                .isInstanceOf(PermissionDenied.class);
    }
}

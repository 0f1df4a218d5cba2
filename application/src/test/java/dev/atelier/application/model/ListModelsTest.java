package dev.atelier.application.model;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.access.PermissionDeniedException;
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

        assertThat(list.list(designer("bob"), Set.of(), 10)).containsExactly(own);
        assertThat(list.list(administrator(), Set.of(), 10)).containsExactly(others, own);
        assertThat(list.list(administrator(), Set.of(CheckpointType.LORA), 10)).isEmpty();
    }

    @Test
    void listsNoMoreThanTheNewest() {
        atelier.add(model());
        Model newer = atelier.add(model().createdAt(SettableClock.START.plusSeconds(1)));
        Model newest = atelier.add(model().createdAt(SettableClock.START.plusSeconds(2)));

        assertThat(list.list(designer("ann"), Set.of(), 2)).containsExactly(newest, newer);
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> list.list(holding("ann", "checkpoint:create"), Set.of(), 10))
                .isInstanceOf(PermissionDeniedException.class);
    }
}

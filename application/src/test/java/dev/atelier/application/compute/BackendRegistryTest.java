package dev.atelier.application.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.compute.BackendRegistry.ComputeBackend;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendRegistryTest {

    private final TrainingRunner trainer = new InMemoryAtelier().trainer;
    private final InMemoryBackend one = new InMemoryAtelier().backend;
    private final InMemoryBackend two = new InMemoryAtelier().backend;
    private final List<ComputeBackend> both = List.of(
            new ComputeBackend("one", "first", one, one, trainer),
            new ComputeBackend("two", "second", two, two, trainer));

    @Test
    void answersEachByItsName() {
        BackendRegistry backendRegistry = new BackendRegistry(both, "two");

        assertThat(backendRegistry.chosen()).isEqualTo("two");
        assertThat(backendRegistry.description()).isEqualTo("two, second");
        assertThat(backendRegistry.provisioner("one")).isSameAs(one);
        assertThat(backendRegistry.runner("two")).isSameAs(two);
    }

    @Test
    void anUnknownNameIsRejectedWithTheExistingOnes() {
        BackendRegistry backendRegistry = new BackendRegistry(both, "one");

        assertThatThrownBy(() -> backendRegistry.runner("three"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("three", "one", "two");
        assertThatThrownBy(() -> new BackendRegistry(both, "three")).hasMessageContaining("no compute named three");
    }
}

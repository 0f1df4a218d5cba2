package dev.atelier.application.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.compute.Backends.Backend;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {

    private final TrainingRunner trainer = new InMemoryAtelier().trainer;
    private final InMemoryBackend one = new InMemoryAtelier().backend;
    private final InMemoryBackend two = new InMemoryAtelier().backend;
    private final List<Backend> both =
            List.of(new Backend("one", "first", one, one, trainer), new Backend("two", "second", two, two, trainer));

    @Test
    void answersEachByItsName() {
        Backends backends = new Backends(both, "two");

        assertThat(backends.chosen()).isEqualTo("two");
        assertThat(backends.description()).isEqualTo("two, second");
        assertThat(backends.provisioner("one")).isSameAs(one);
        assertThat(backends.runner("two")).isSameAs(two);
    }

    @Test
    void anUnknownNameIsToldWithThoseThatThereAre() {
        Backends backends = new Backends(both, "one");

        assertThatThrownBy(() -> backends.runner("three"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("three", "one", "two");
        assertThatThrownBy(() -> new Backends(both, "three")).hasMessageContaining("no compute named three");
    }
}

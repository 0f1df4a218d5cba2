package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.GenerationOptionRepository;
import dev.atelier.domain.access.UserName;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contract of {@link GenerationOptionRepository}. */
public abstract class GenerationOptionRepositoryContract {

    protected static final UserName ANN = new UserName("ann");
    protected static final UserName BOB = new UserName("bob");

    /** The port: without options at the start of each test, with {@link #ANN} and {@link #BOB} as users who exist. */
    protected abstract GenerationOptionRepository options();

    @Test
    void findsValuesOfAllKindsAsTheyWereSaved() {
        Map<String, Object> saved = new HashMap<>(Map.of(
                "text",
                "a \"b\" \u00e9\u2014",
                "empty",
                "",
                "number",
                7,
                "fraction",
                0.5,
                "switch",
                true,
                "list",
                List.of("a", 1),
                "object",
                Map.of("a", List.of())));
        saved.put("nothing", null);

        options().save(ANN, saved);

        assertThat(options().find(ANN)).isEqualTo(saved);
    }

    @Test
    void changesThoseThatAreNamedOfThatUserAlone() {
        options().save(ANN, Map.of("a", 1, "b", 2));
        options().save(BOB, Map.of("b", 3));
        options().save(ANN, Map.of("b", "two", "c", 4));
        options().save(ANN, Map.of());

        assertThat(options().find(ANN)).isEqualTo(Map.of("a", 1, "b", "two", "c", 4));
        assertThat(options().find(BOB)).isEqualTo(Map.of("b", 3));
    }

    @Test
    void findsNoneOfWhomHasSetNone() {
        assertThat(options().find(BOB)).isEmpty();
        assertThat(options().find(new UserName("unknown"))).isEmpty();
    }

    @Test
    void keepsAllChangesOfDifferentOptionsAtOnce() throws Exception {
        Concurrently.times(8, () -> {
            long own = Thread.currentThread().getId();
            options().save(ANN, Map.of("shared", own, "own-" + own, own));
            return null;
        });

        Map<String, Object> found = options().find(ANN);
        assertThat(found.keySet().stream().filter(name -> name.startsWith("own-")))
                .hasSize(8);
        assertThat(found.get("shared")).isNotEqualTo(Collections.emptyList());
    }
}

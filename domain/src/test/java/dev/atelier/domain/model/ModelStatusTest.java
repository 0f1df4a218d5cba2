package dev.atelier.domain.model;

import static dev.atelier.domain.model.ModelStatus.COMPLETE;
import static dev.atelier.domain.model.ModelStatus.CREATING;
import static dev.atelier.domain.model.ModelStatus.FAIL;
import static dev.atelier.domain.model.ModelStatus.INITIALED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelStatusTest {

    private static final Map<ModelStatus, Set<ModelStatus>> ALLOWED = Map.of(
            INITIALED, EnumSet.of(CREATING),
            CREATING, EnumSet.of(INITIALED, COMPLETE, FAIL),
            COMPLETE, Set.of(),
            FAIL, Set.of());

    @ParameterizedTest
    @EnumSource
    void goesWhereTheTableSays(ModelStatus from) {
        for (ModelStatus to : ModelStatus.values()) {
            assertThat(from.canBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(ALLOWED.get(from).contains(to));
        }
    }
}

package dev.atelier.localgpu.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTypeMatcherTest {

    @ParameterizedTest
    @CsvSource({
        "*, ml.g5.2xlarge, true",
        "ml.g5.*, ml.g5.2xlarge, true",
        "ml.g5.*, ml.g4dn.xlarge, false",
        "ml.g5.*, mlxg5.2xlarge, false",
        "ml.g?.xlarge, ml.g6.xlarge, true",
        "ml.g?.xlarge, ml.g4dn.xlarge, false",
        "ml.g5.xlarge, ml.g5.xlarge, true",
        "ml.g5.xlarge, ml.g5.xlarge2, false"
    })
    void aStarStandsForAnyCharactersAndAQuestionMarkForOne(String pattern, String type, boolean matches) {
        assertThat(InstanceTypeMatcher.parse("key", List.of(pattern)).include(type))
                .isEqualTo(matches);
    }

    @Test
    void oneOfSeveralPatternsSuffices() {
        assertThat(InstanceTypeMatcher.parse("key", List.of("ml.g4dn.*", " ml.g5.* "))
                        .include("ml.g5.xlarge"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ml.g5.[12]xlarge", "a b", "(x"})
    void otherPatternsAreRejected(String pattern) {
        assertThatThrownBy(() -> InstanceTypeMatcher.parse("key", List.of(pattern)))
                .hasMessageStartingWith("key is [" + pattern + "]; allowed is one or more instance types");
    }
}

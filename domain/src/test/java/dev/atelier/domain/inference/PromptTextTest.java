package dev.atelier.domain.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTextTest {

    @ParameterizedTest
    @CsvSource({
        "'A  Cat', cat, true",
        "'a\n\tcat ', 'a cat', true",
        "a cat, a dog, false",
        "\u00c9LAN, \u00e9lan, true",
        "\u00c9LAN, elan, false",
        "\u039f\u0394\u039f\u03a3, \u03bf\u03b4\u03bf\u03c2, true",
        "\u039f\u0394\u039f\u03a3\u0391, \u03b4\u039f\u03a3, true",
        "\ud801\udc00x, \ud801\udc28, true"
    })
    void containsAPartWithoutDifferencesOfCaseAndSpaces(String prompt, String part, boolean contains) {
        assertThat(of(prompt).contains(of(part))).isEqualTo(contains);
    }

    @Test
    void hasOnlyWhatDatabasesStore() {
        assertThat(of("a\u0000\ud800b\u202e").value()).isEqualTo("ab");
        assertThat(PromptText.of("\u0000 \r\n")).isEqualTo(Optional.empty());
        assertThat(of("\ud83d\ude00".repeat(5000)).value())
                .hasSizeLessThanOrEqualTo(PromptText.LONGEST)
                .doesNotContainPattern("\\p{Cs}");
    }

    private static PromptText of(String text) {
        return PromptText.of(text).orElseThrow();
    }
}

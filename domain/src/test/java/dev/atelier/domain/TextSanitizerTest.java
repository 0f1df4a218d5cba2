package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextSanitizerTest {

    @Test
    void quotesText() {
        assertThat(TextSanitizer.quote("esd-async")).isEqualTo("\"esd-async\"");
        assertThat(TextSanitizer.quote(null)).isEqualTo("nothing");
    }

    @Test
    void keepsAQuoteToOneLine() {
        assertThat(TextSanitizer.quote("a\r\nb\tc\0")).isEqualTo("\"a??b?c?\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0085b",
                "a\u200eb",
                "a\u202eb",
                "a\u2066b",
                "a\u2028b",
                "a\u2029b",
                "a\u200bb",
                "a\ufeffb",
                "a\ud800"
            })
    void aQuoteShowsWhatCannotBeSeen(String text) {
        assertThat(TextSanitizer.quote(text)).isIn("\"a?b\"", "\"a?\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\0",
                "\u007f",
                "\u009b",
                "a\u0085b",
                "a\u061cb",
                "a\u200bb",
                "a\u200cb",
                "a\u200db",
                "a\u200eb",
                "a\u202ab",
                "a\u202eb",
                "a\u2066b",
                "a\u2069b",
                "a\u2028b",
                "a\u2029b",
                "a\u00a0b",
                "a\u202fb",
                "a\u2003b",
                "a\ufeffb",
                "a\u00adb",
                "a\ue000b",
                "a\ud800",
                "\udb40\udc41",
                "a\u034fb",
                "a\u115fb",
                "a\u1160b",
                "a\u17b4b",
                "a\u180bb",
                "a\u2065b",
                "a\u2800b",
                "a\u3164b",
                "a\ufe0fb",
                "a\uffa0b",
                "a\ufff0b",
                "a\udb40\udd00b",
                " a",
                "a ",
                "\u3000a",
                "a\u3000",
                " "
            })
    void aNameHasNothingThatCannotBeSeen(String text) {
        assertThat(TextSanitizer.isName(text)).isFalse();
        assertThatThrownBy(() -> TextSanitizer.requireName("user name", text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("user name \"")
                .hasMessageContaining("an invisible character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"IT Operator", "Änne O'Hara", "张三", "山田\u3000太郎", "مريم", "हिन्दी", "e\u0301", "🙂", "a_b-c.d@e"
            })
    void aNameMayBeOfAnyScript(String text) {
        assertThat(TextSanitizer.isName(text)).isTrue();
    }

    @Test
    void shortensWhatIsLongerThan100Characters() {
        assertThat(TextSanitizer.quote("x".repeat(100))).isEqualTo('"' + "x".repeat(100) + '"');
        assertThat(TextSanitizer.quote("x".repeat(101))).isEqualTo('"' + "x".repeat(100) + "…\"");
    }

    @Test
    void plainTextIsOneShortLineOfWhatCanBeSeen() {
        assertThat(TextSanitizer.plain(" a\r\n\tb  \u202ec\u0000\u2028 ", 10)).isEqualTo("a b c");
        assertThat(TextSanitizer.plain("1234567890", 10)).isEqualTo("1234567890");
        assertThat(TextSanitizer.plain("1234567890a", 10)).isEqualTo("123456789…");
        assertThat(TextSanitizer.plain("12345678\ud83d\ude00!", 10)).isEqualTo("12345678…");
        assertThat(TextSanitizer.plain("\u200b".repeat(1000) + "a", 10)).isEmpty();
    }
}

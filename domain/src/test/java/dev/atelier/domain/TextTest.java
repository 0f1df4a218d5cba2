package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void quotesText() {
        assertThat(Text.quote("esd-async")).isEqualTo("\"esd-async\"");
        assertThat(Text.quote(null)).isEqualTo("nothing");
    }

    @Test
    void keepsAQuoteToOneLine() {
        assertThat(Text.quote("a\r\nb\tc\0")).isEqualTo("\"a??b?c?\"");
    }

    @Test
    void shortensWhatIsLongerThan100Characters() {
        assertThat(Text.quote("x".repeat(100))).isEqualTo('"' + "x".repeat(100) + '"');
        assertThat(Text.quote("x".repeat(101))).isEqualTo('"' + "x".repeat(100) + "…\"");
    }
}

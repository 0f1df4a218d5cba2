package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples are those of the W3C's recommendation, and its rules. */
class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @CsvSource({"01, true", "00, false", "03, true", "fe, false", "ff, true"})
    void theLastBitSaysWhetherItIsSampled(String flags, boolean sampled) {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-" + flags))
                .contains(new TraceContext(TRACE, SPAN, sampled));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isReadAsItIsWritten(boolean sampled) {
        TraceContext context = new TraceContext(TRACE, SPAN, sampled);

        assertThat(context.toString()).hasSize(TraceContext.LENGTH);
        assertThat(TraceContext.parse(context.toString())).contains(context);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-adds"
            })
    void ofALaterVersionThoseFieldsAreReadThatItHasInCommon(String later) {
        assertThat(TraceContext.parse(later)).contains(new TraceContext(TRACE, SPAN, true));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"
            })
    void whatIsNotValidIsNone(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
    }

    @Test
    void anIdThatIsNoneIsRejected() {
        assertThatThrownBy(() -> new TraceContext("0".repeat(32), SPAN, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 lowercase hexadecimal digits");
        assertThatThrownBy(() -> new TraceContext(TRACE, "x", true)).isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.atelier.bootstrap.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodsTest {

    private final Periods.Length length = new Periods.Length();
    private final Periods.Deadline deadline =
            new Periods.Deadline(Clock.fixed(Instant.parse("2026-12-01T00:00:00Z"), ZoneOffset.UTC));

    @Test
    void aLengthHasOneOfFourUnits() {
        assertThat(length.convert("0s")).isZero();
        assertThat(length.convert("30m")).isEqualTo(Duration.ofMinutes(30));
        assertThat(length.convert("24h")).isEqualTo(Duration.ofHours(24));
        assertThat(length.convert("90d")).isEqualTo(Duration.ofDays(90));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "d", "-1d", "1 d", "1w", "1.5h", "9999999d", "P1D"})
    void whatIsNoLengthIsSaid(String text) {
        assertThatThrownBy(() -> length.convert(text))
                .hasMessage("'" + text + "' is no length of time; it is written 30m, 24h or 90d");
    }

    @ParameterizedTest
    @CsvSource({
        "1d, 2026-12-02T00:00:00Z",
        "2026-12-02, 2026-12-02T00:00:00Z",
        "2026-12-02T12:00:00Z, 2026-12-02T12:00:00Z",
        "2026-12-01T03:00:00+02:00, 2026-12-01T01:00:00Z"
    })
    void aDeadlineIsALengthFromNowADateOrATime(String text, Instant time) {
        assertThat(deadline.convert(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "2026-12-01", "2026-12-01T01:00:00+02:00", "2001-01-01"})
    void aDeadlineIsToCome(String text) {
        assertThatThrownBy(() -> deadline.convert(text)).hasMessageContaining("is not to come");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "2026-13-01", "2026-12-02T12:00:00", "+99999-01-01T00"})
    void whatIsNoTimeIsSaid(String text) {
        assertThatThrownBy(() -> deadline.convert(text))
                .hasMessage("'" + text + "' is no time; it is written 90d, 2027-01-31 or 2027-01-31T12:00:00Z");
    }
}

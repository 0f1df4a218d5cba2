package dev.atelier.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final String ID = "3f8b3a0e-55a4-4a91-8a8c-0123456789ab";

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-04T05:06:07.123456Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z"})
    void readsWhatItWrites(String created) {
        Cursor cursor = new Cursor(Instant.parse(created), UUID.fromString(ID));

        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }

    @Test
    void isAsFineAsMicroseconds() {
        Cursor cursor = new Cursor(Instant.parse("2026-03-04T05:06:07.123456789Z"), UUID.fromString(ID));

        assertThat(Cursor.parse(cursor.toString()).created()).isEqualTo(Instant.parse("2026-03-04T05:06:07.123456Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_",
                "garbage",
                "1",
                "1_",
                "_" + ID,
                "x_" + ID,
                "1_1-1-1-1-1",
                "1.5_" + ID,
                "99999999999999999999_" + ID,
                "1__" + ID,
                "1_" + ID + " ",
                "1_" + ID + "'; drop table jobs"
            })
    void rejectsWhatItDidNotWrite(String text) {
        assertThatThrownBy(() -> Cursor.parse(text))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("exclusive_start_key");
    }
}

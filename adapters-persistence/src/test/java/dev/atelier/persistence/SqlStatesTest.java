package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

    @ParameterizedTest
    @CsvSource({
        "23505, true, false",
        "23503, false, true",
        "23506, false, true",
        "23502, false, false",
        ", false, false"
    })
    void distinguishViolations(String state, boolean unique, boolean foreignKey) {
        RuntimeException failure = new IllegalStateException(new SQLException("some words", state));

        assertThat(SqlStates.isUniqueViolation(failure)).isEqualTo(unique);
        assertThat(SqlStates.isForeignKeyViolation(failure)).isEqualTo(foreignKey);
    }

    @Test
    void otherFailuresAreNone() {
        assertThat(SqlStates.isUniqueViolation(new IllegalStateException())).isFalse();
    }
}

package dev.atelier.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PageTest {

    @Test
    void theLastPageHasNoNext() {
        assertThat(cut(List.of(), 2)).isEqualTo(new Page<>(List.of(), Optional.empty()));
        assertThat(cut(List.of(1, 2), 2).items()).containsExactly(1, 2);
        assertThat(cut(List.of(1, 2), 2).next()).isEmpty();
    }

    @Test
    void theNextPageBeginsAfterTheLastRowOfThisOne() {
        Page<Integer> page = cut(List.of(1, 2, 3), 2);

        assertThat(page.items()).containsExactly(1, 2);
        assertThat(page.next()).contains(cursor(2));
    }

    private static Page<Integer> cut(List<Integer> rows, int limit) {
        return Page.cut(rows, limit, PageTest::cursor);
    }

    private static Cursor cursor(int row) {
        return new Cursor(Instant.EPOCH, new UUID(0, row));
    }
}

package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.console.LineChart.Point;
import dev.atelier.rest.console.LineChart.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Places in a drawing of 600 by 120. */
class LineChartTest {

    private static final Range RANGE = new Range(100, 200, 40, 15);

    @Test
    void pointsAreWhereTheirPlacesAndValuesAre() {
        assertThat(path(RANGE, new Point(100, 0), new Point(110, 40), new Point(125, 10)))
                .isEqualTo("M0.0 120.0h0L60.0 0.0L150.0 90.0");
    }

    @Test
    void theLineIsInterruptedWhereSomethingIsMissing() {
        assertThat(path(RANGE, new Point(100, 40), new Point(150, 20), new Point(160, 20), new Point(200, 0)))
                .isEqualTo("M0.0 0.0h0M300.0 60.0h0L360.0 60.0M600.0 120.0h0");
    }

    @Test
    void whatHasNoExtentIsDrawnToo() {
        assertThat(path(new Range(100, 200, 0, 15), new Point(100, 0), new Point(110, 0)))
                .isEqualTo("M0.0 120.0h0L60.0 120.0");
        assertThat(path(new Range(7, 7, 2, 1), new Point(7, 1))).isEqualTo("M0.0 60.0h0");
        assertThat(path(RANGE)).isEmpty();
    }

    private static String path(Range range, Point... points) {
        return LineChart.of("", range, List.of(points)).path();
    }
}

package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.training.LossCurve.Point;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossCurveTest {

    @Test
    void eachStepIsAPointAtFirst() {
        LossCurve curve = LossCurve.NONE.with(1, 0.5).with(2, 0.25).with(7, 0.125);

        assertThat(curve.points()).containsExactly(new Point(1, 0.5), new Point(2, 0.25), new Point(7, 0.125));
    }

    @Test
    void theLastLossOfAStepCountsAndAnEarlierStepDoesNot() {
        LossCurve curve = LossCurve.NONE
                .with(0, 9)
                .with(0, 1)
                .with(4, 0.5)
                .with(4, 0.25)
                .with(3, 7)
                .with(5, 0.1);

        assertThat(curve.points()).containsExactly(new Point(0, 1), new Point(4, 0.25), new Point(5, 0.1));
    }

    @Test
    void aFullCurveLosesEverySecondPointAndTheDistanceDoubles() {
        LossCurve full = upTo(LossCurve.MOST);
        assertThat(full.points()).hasSize(LossCurve.MOST);
        assertThat(full.distance()).isEqualTo(1);

        LossCurve thinned = full.with(LossCurve.MOST + 1, 0.5);

        assertThat(thinned.points()).hasSize(LossCurve.MOST / 2 + 1).startsWith(new Point(1, 1), new Point(3, 1.0 / 3));
        assertThat(thinned.points()).endsWith(new Point(LossCurve.MOST + 1, 0.5));
        assertThat(thinned.distance()).isEqualTo(2);
        assertThat(thinned.with(LossCurve.MOST + 2, 0.5)).isEqualTo(thinned);
        assertThat(thinned.with(LossCurve.MOST + 3, 0.5).points()).hasSize(LossCurve.MOST / 2 + 2);
    }

    @Test
    void aLongTrainingIsCoveredFromItsFirstStepToItsLast() {
        LossCurve curve = upTo(100_000);

        assertThat(curve.points()).hasSizeBetween(LossCurve.MOST / 2, LossCurve.MOST);
        assertThat(curve.points().get(0).step()).isEqualTo(1);
        assertThat(curve.points().get(curve.points().size() - 1).step()).isGreaterThan(100_000 - curve.distance());
        assertThat(distances(curve)).containsOnly(curve.distance());
    }

    @Test
    void theDistanceIsEvenWhereNotEveryStepIsReported() {
        LossCurve curve = upTo(100_000, 10);

        assertThat(curve.points()).hasSizeBetween(LossCurve.MOST / 2, LossCurve.MOST);
        assertThat(distances(curve)).containsOnly(curve.distance());
    }

    private static IntStream distances(LossCurve curve) {
        return IntStream.range(1, curve.points().size())
                .map(at -> curve.points().get(at).step()
                        - curve.points().get(at - 1).step());
    }

    private static LossCurve upTo(int steps) {
        return upTo(steps, 1);
    }

    private static LossCurve upTo(int steps, int every) {
        LossCurve curve = LossCurve.NONE;
        for (int step = 1; step <= steps; step += every) {
            curve = curve.with(step, 1.0 / step);
        }
        return curve;
    }
}

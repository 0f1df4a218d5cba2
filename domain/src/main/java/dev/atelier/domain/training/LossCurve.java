package dev.atelier.domain.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loss of a training over its steps, in {@value #MOST} points at most: where there are more, every second one is left out and
 * the distance between the next ones doubles. Immutable.
 *
 * @param points by ascending step
 * @param distance how many steps are at least between two of them
 */
public record LossCurve(List<Point> points, int distance) {

    /** How many points are kept. */
    public static final int MOST = 500;

    /** Before the first loss. */
    public static final LossCurve NONE = new LossCurve(List.of(), 1);

    public LossCurve {
        points = List.copyOf(points);
    }

    /** The loss after a step. */
    public record Point(int step, double loss) {}

    /** The curve with another point, unless that is too near to the last one. A later loss of the same step replaces the earlier. */
    public LossCurve with(int step, double loss) {
        int last = points.isEmpty()
                ? Integer.MIN_VALUE
                : points.get(points.size() - 1).step();
        boolean again = step == last;
        if (!again && !points.isEmpty() && step < (long) last + distance) {
            return this;
        }
        List<Point> longer = new ArrayList<>(again ? points.subList(0, points.size() - 1) : points);
        longer.add(new Point(step, loss));
        return longer.size() <= MOST ? new LossCurve(longer, distance) : thinned(longer);
    }

    private LossCurve thinned(List<Point> all) {
        List<Point> left = IntStream.range(0, all.size())
                .filter(at -> at % 2 == 0)
                .mapToObj(all::get)
                .toList();
        int apart = (left.get(left.size() - 1).step() - left.get(0).step()) / (left.size() - 1);
        return new LossCurve(left, Math.max(distance * 2, apart)); // a trainer may report every tenth step alone
    }
}

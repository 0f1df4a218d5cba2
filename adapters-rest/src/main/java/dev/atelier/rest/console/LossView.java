package dev.atelier.rest.console;

import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The loss of a training over its steps, until the last one that it has reported. */
record LossView(TrainingProgress reached, List<LossCurve.Point> points) {

    static LossView of(TrainingJob job, LossCurve curve) {
        TrainingProgress reached = job.progress();
        List<LossCurve.Point> points = new ArrayList<>(curve.points());
        boolean beyond = !points.isEmpty()
                && reached.step() > points.get(points.size() - 1).step();
        if (beyond && reached.loss() != null) {
            points.add(new LossCurve.Point(reached.step(), reached.loss()));
        }
        return new LossView(reached, List.copyOf(points));
    }

    /** Empty before there is a loss. */
    Optional<LineChart> chart() {
        if (points.isEmpty()) {
            return Optional.empty();
        }
        LossCurve.Point last = points.get(points.size() - 1);
        double most = points.stream().mapToDouble(LossCurve.Point::loss).max().orElse(0);
        return Optional.of(LineChart.of(
                "Loss over steps: " + sentence(last),
                new LineChart.Range(0, Math.max(reached.steps(), last.step()), most, Double.POSITIVE_INFINITY),
                points.stream()
                        .map(point -> new LineChart.Point(point.step(), point.loss()))
                        .toList()));
    }

    private String sentence(LossCurve.Point last) {
        LossCurve.Point lowest = points.stream()
                .min(Comparator.comparingDouble(LossCurve.Point::loss))
                .orElse(last);
        return "first " + words(points.get(0)) + ", lowest " + words(lowest) + ", last " + words(last);
    }

    private static String words(LossCurve.Point point) {
        return String.format(Locale.ROOT, "%.4f at step %d", point.loss(), point.step());
    }
}

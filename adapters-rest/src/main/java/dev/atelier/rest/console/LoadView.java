package dev.atelier.rest.console;

import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.metrics.LoadSampler;
import dev.atelier.application.metrics.ReadLoad;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the load was in the last day, as plots and as a table of its hours.
 *
 * @param series those that the user may see
 */
record LoadView(List<Series> series, Instant now) {

    /** So far apart two samples may be without one that is missing between them. */
    private static final Duration GAP = LoadSampler.INTERVAL.multipliedBy(3).dividedBy(2);

    private static final String PERIOD = " in the last " + ReadLoad.PERIOD.toHours() + " hours";

    /** A value and the time before which, or at which, it was so. */
    record Sample(Instant at, double value) {}

    /** An hour in words, in the order of the series. */
    record Hour(Instant begin, List<String> words) {}

    /**
     * One of the plots.
     *
     * @param top what its upper edge stands for; empty: its highest value
     * @param summary which value of many is shown in words
     */
    record Series(
            String title,
            String summary,
            Optional<Double> top,
            Function<DoubleSummaryStatistics, String> words,
            List<Sample> samples) {

        boolean isEmpty() {
            return samples.isEmpty();
        }

        String sentence() {
            return summary + " " + words(samples) + PERIOD;
        }

        private LineChart chart(Instant first, Instant last) {
            double highest = top.orElseGet(() -> statistics(samples).getMax());
            LineChart.Range range =
                    new LineChart.Range(first.getEpochSecond(), last.getEpochSecond(), highest, GAP.toSeconds());
            return LineChart.of(
                    title + ": " + sentence(),
                    range,
                    samples.stream()
                            .map(sample -> new LineChart.Point(sample.at().getEpochSecond(), sample.value()))
                            .toList());
        }

        private String in(Instant hour) {
            return words(
                    samples.stream().filter(sample -> hour(sample).equals(hour)).toList());
        }

        private String words(Collection<Sample> some) {
            return some.isEmpty() ? "–" : words.apply(statistics(some));
        }
    }

    /**
     * @param queue empty where the user may not see it
     * @param nodes empty where the user may not see them, or there are none
     */
    static LoadView of(Optional<List<LoadHistory.Queue>> queue, Optional<List<ReadLoad.Busy>> nodes, Instant now) {
        List<Series> series = new ArrayList<>();
        queue.ifPresent(samples -> {
            series.add(new Series(
                    "Waiting jobs",
                    "At most",
                    Optional.empty(),
                    of -> Long.toString((long) of.getMax()),
                    samples.stream()
                            .map(sample -> new Sample(sample.at(), sample.waiting()))
                            .toList()));
            series.add(new Series(
                    "Oldest waiting job",
                    "At most",
                    Optional.empty(),
                    of -> ProgressView.words(Duration.ofSeconds((long) of.getMax())),
                    samples.stream()
                            .map(sample ->
                                    new Sample(sample.at(), sample.oldest().toSeconds()))
                            .toList()));
        });
        nodes.ifPresent(samples -> series.add(new Series(
                "Busy nodes",
                "On average",
                Optional.of(1.0),
                of -> Math.round(100 * of.getAverage()) + " %",
                samples.stream()
                        .map(sample -> new Sample(sample.at(), sample.share()))
                        .toList())));
        return new LoadView(List.copyOf(series), now);
    }

    Instant first() {
        return now.minus(ReadLoad.PERIOD);
    }

    LineChart chart(Series shown) {
        return shown.chart(first(), now);
    }

    /** Those that have samples, newest first. */
    List<Hour> hours() {
        return series.stream()
                .flatMap(each -> each.samples().stream())
                .map(LoadView::hour)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .map(hour -> new Hour(
                        hour, series.stream().map(each -> each.in(hour)).toList()))
                .toList();
    }

    /** A sample at a full hour is of the time before it. */
    private static Instant hour(Sample sample) {
        return sample.at().minusNanos(1).truncatedTo(ChronoUnit.HOURS);
    }

    private static DoubleSummaryStatistics statistics(Collection<Sample> samples) {
        return samples.stream().mapToDouble(Sample::value).summaryStatistics();
    }
}

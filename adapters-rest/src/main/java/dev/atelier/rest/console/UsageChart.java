package dev.atelier.rest.console;

import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Images by day as bars of a drawing that is {@value #WIDTH} wide and {@value #HEIGHT} high.
 *
 * @param images of all days
 */
record UsageChart(List<Bar> bars, long images) {

    static final int WIDTH = 600;
    static final int HEIGHT = 120;

    static final UsageChart NONE = new UsageChart(List.of(), 0);

    private static final double GAP = 0.2;

    /** A day with its bar, of which {@code x} and {@code y} are the upper left corner. */
    record Bar(LocalDate day, long images, double x, double y, double width, double height) {}

    static UsageChart of(LocalDate first, LocalDate last, List<UsageTotal> totals) {
        Map<String, UsageTotal> byDay = totals.stream()
                .collect(Collectors.toMap(total -> total.values().get(UsageDimension.DAY), Function.identity()));
        List<LocalDate> days = first.datesUntil(last.plusDays(1)).toList();
        long most = totals.stream().mapToLong(UsageTotal::images).max().orElse(0);
        double width = (double) WIDTH / days.size();
        List<Bar> bars = days.stream()
                .map(day -> {
                    UsageTotal total = byDay.get(day.toString());
                    long images = total == null ? 0 : total.images();
                    double height = most == 0 ? 0 : (double) HEIGHT * images / most;
                    double x = width * days.indexOf(day);
                    return new Bar(day, images, x, HEIGHT - height, width * (1 - GAP), height);
                })
                .toList();
        return new UsageChart(
                bars, totals.stream().mapToLong(UsageTotal::images).sum());
    }
}

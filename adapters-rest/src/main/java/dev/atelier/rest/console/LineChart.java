package dev.atelier.rest.console;

import java.util.List;
import java.util.Locale;

/**
 * A line of a drawing that is {@value UsageChart#WIDTH} wide and {@value UsageChart#HEIGHT} high.
 *
 * @param path as SVG has it; a point that stands alone is a line without length, which is a dot
 * @param label what the drawing shows, in words
 */
record LineChart(String path, String label) {

    /** A value at its place; in places and values of the chart's own. */
    record Point(double x, double y) {}

    /**
     * What the drawing covers: from {@code first} at its left to {@code last} at its right, and from 0 at its lower edge to {@code top}.
     *
     * @param gap how far two points may be apart before the line is interrupted between them
     */
    record Range(double first, double last, double top, double gap) {

        private String place(Point point) {
            double width = last > first ? last - first : 1;
            return String.format(
                    Locale.ROOT,
                    "%.1f %.1f",
                    UsageChart.WIDTH * (point.x() - first) / width,
                    UsageChart.HEIGHT * (1 - point.y() / (top > 0 ? top : 1)));
        }
    }

    /** @param points by ascending place */
    static LineChart of(String label, Range range, List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (int at = 0; at < points.size(); at++) {
            Point point = points.get(at);
            boolean begins = at == 0 || point.x() - points.get(at - 1).x() > range.gap();
            path.append(begins ? "M" : "L").append(range.place(point)).append(begins ? "h0" : "");
        }
        return new LineChart(path.toString(), label);
    }
}

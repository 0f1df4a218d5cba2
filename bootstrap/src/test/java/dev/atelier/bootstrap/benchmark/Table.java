package dev.atelier.bootstrap.benchmark;

import java.util.Locale;

/** The results, in Markdown. */
final class Table {

    private final StringBuilder rows = new StringBuilder();

    Table() {
        row("what", "Atelier", "beside it, in the same run", "ratio or difference");
        row("---", "---", "---", "---");
    }

    void row(String what, String ours, String reference, String relation) {
        rows.append(String.format("| %s | %s | %s | %s |%n", what, ours, reference, relation));
    }

    static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    static String seconds(double nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    @Override
    public String toString() {
        return System.lineSeparator() + rows;
    }
}

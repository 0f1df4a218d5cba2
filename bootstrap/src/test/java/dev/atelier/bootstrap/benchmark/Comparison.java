package dev.atelier.bootstrap.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * This build beside an earlier one and beside what one would write by hand: run in turns, the median of three rounds. Not part of
 * the tests, since it asserts nothing; CONTRIBUTING.md has the command.
 */
class Comparison {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);

    @TempDir
    Path folder;

    @Test
    void printsTheTable() throws Exception {
        StringBuilder table = new StringBuilder(
                String.format("%n| what | the build before | this build | the peer | this : before | this : peer |%n"
                        + "| --- | --- | --- | --- | --- | --- |%n"));
        for (Measurement measurement : chosen()) {
            String rows = compare(measurement);
            System.out.print(rows); // at once: all of them take long
            table.append(rows);
        }
        System.out.println(table);
    }

    /** Those that {@code -Dbenchmark.rows} names, separated by commas; otherwise all. */
    private static List<Measurement> chosen() {
        String names = System.getProperty("benchmark.rows");
        return names == null
                ? List.of(Measurement.values())
                : Arrays.stream(names.split(","))
                        .map(name -> Measurement.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
    }

    private String compare(Measurement measurement) throws Exception {
        int rows = measurement.rows().size();
        Map<Subject, double[][]> results = new EnumMap<>(Subject.class);
        for (Subject subject : Subject.values()) {
            results.put(subject, new double[ROUNDS][]);
        }
        for (int round = 0; round < ROUNDS; round++) {
            Map<Subject, double[]> numbers = measurement.round(
                    Arrays.stream(Subject.values()).filter(Subject::isPresent).toList(),
                    folder.resolve(measurement.name()));
            for (Subject subject : Subject.values()) {
                double[] absent =
                        DoubleStream.generate(() -> Double.NaN).limit(rows).toArray();
                results.get(subject)[round] = numbers.getOrDefault(subject, absent);
            }
        }
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            double before = median(results.get(Subject.BEFORE), row);
            double ours = median(results.get(Subject.THIS_BUILD), row);
            double peer = median(results.get(Subject.PEER), row);
            lines.append(String.format(
                    "| %s | %s | %s | %s | %s | %s |%n",
                    measurement.rows().get(row),
                    cell(Subject.BEFORE, before),
                    cell(Subject.THIS_BUILD, ours),
                    cell(Subject.PEER, peer),
                    number(ours / before),
                    number(ours / peer)));
        }
        return lines.toString();
    }

    private static double median(double[][] rounds, int row) {
        return Arrays.stream(rounds).mapToDouble(round -> round[row]).sorted().toArray()[ROUNDS / 2];
    }

    private static String cell(Subject subject, double value) {
        return subject.isPresent() ? number(value) : "absent";
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }
}

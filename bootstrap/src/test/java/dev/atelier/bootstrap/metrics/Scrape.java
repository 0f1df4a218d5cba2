package dev.atelier.bootstrap.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A strict reader of Prometheus' text format 0.0.4: fails for what a Prometheus server would reject, or read twice. */
final class Scrape {

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ")( .*)?");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE = Pattern.compile("(" + NAME + ")(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(,|$)");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** One line. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape parse(String text) {
        Scrape scrape = new Scrape();
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("the last line has no end");
        }
        text.lines().forEach(scrape::read);
        scrape.requireDifferentSeries();
        scrape.requireWholeHistograms();
        return scrape;
    }

    private void read(String line) {
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (type.matches()) {
            if (types.put(type.group(1), type.group(2)) != null) {
                throw new IllegalArgumentException("two types: " + line);
            }
        } else if (sample.matches()) {
            samples.add(new Sample(sample.group(1), labels(sample.group(2)), value(sample.group(3))));
            if (!types.containsKey(family(sample.group(1)))) {
                throw new IllegalArgumentException("no type before " + line);
            }
        } else if (!HELP.matcher(line).matches()) {
            throw new IllegalArgumentException("not a line of the format: " + line);
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        int from = 0;
        while (text != null && from < text.length()) {
            Matcher label = LABEL.matcher(text).region(from, text.length());
            if (!label.lookingAt() || labels.put(label.group(1), label.group(2)) != null) {
                throw new IllegalArgumentException("not labels: " + text);
            }
            from = label.end();
        }
        return labels;
    }

    private static double value(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    /** The metric that a sample belongs to. */
    private String family(String sample) {
        String without = sample.replaceFirst("_(bucket|sum|count)$", "");
        return types.containsKey(sample) ? sample : without;
    }

    private void requireDifferentSeries() {
        Set<String> seen = new HashSet<>();
        for (Sample sample : samples) {
            if (!seen.add(sample.name() + sample.labels())) {
                throw new IllegalArgumentException("twice: " + sample);
            }
        }
    }

    private void requireWholeHistograms() {
        Map<String, Double> last = new HashMap<>();
        for (Sample sample : samples) {
            if ("histogram".equals(types.get(family(sample.name())))
                    && sample.name().endsWith("_bucket")) {
                Map<String, String> others = new LinkedHashMap<>(sample.labels());
                if (others.remove("le") == null) {
                    throw new IllegalArgumentException("no bound: " + sample);
                }
                Double before = last.put(family(sample.name()) + others, sample.value());
                if (before != null && before > sample.value()) {
                    throw new IllegalArgumentException("not cumulative: " + sample);
                }
            }
        }
        for (Sample sample : samples) {
            Double all = last.get(family(sample.name()) + sample.labels());
            if (sample.name().endsWith("_count") && all != null && all != sample.value()) {
                throw new IllegalArgumentException("not the number of all: " + sample);
            }
        }
    }

    /** The metrics, by the names that samples have without the endings of histograms. */
    Set<String> names() {
        return new TreeSet<>(types.keySet());
    }

    /** The names that queries may use. */
    Set<String> sampleNames() {
        return samples.stream().map(Sample::name).collect(Collectors.toSet());
    }

    List<Sample> samples() {
        return samples;
    }

    /** All values of a label. */
    Set<String> values(String name, String label) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .map(sample -> sample.labels().get(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sum of the samples that have these labels, given as name and value in turns. */
    double sum(String name, String... labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> {
                    for (int i = 0; i < labels.length; i += 2) {
                        if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
                            return false;
                        }
                    }
                    return true;
                })
                .mapToDouble(Sample::value)
                .sum();
    }
}

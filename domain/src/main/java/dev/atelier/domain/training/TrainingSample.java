package dev.atelier.domain.training;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image that a training made of one of its prompts while it went on. In the order in which they were made.
 *
 * @param ofEpoch whether the number is that of the epoch after which it was made, else that of the step
 * @param number 0: it was made before the first step
 * @param prompt the place of its prompt among those of the training, from 0
 */
public record TrainingSample(boolean ofEpoch, int number, int prompt) implements Comparable<TrainingSample> {

    /** The most that are kept of a training. */
    public static final int MOST = 500;

    private static final Pattern NAME = Pattern.compile("([es])(\\d{6,9})-(\\d{2,3})");

    /** As sd-scripts names the files, behind the name of the model. */
    private static final Pattern FILE = Pattern.compile("(e?)(\\d{6,9})_(\\d{2,3})_\\d{14}(_\\d{1,20})?\\.png");

    private static final Comparator<TrainingSample> ORDER = Comparator.comparingInt(TrainingSample::number)
            .thenComparing(TrainingSample::ofEpoch)
            .thenComparingInt(TrainingSample::prompt);

    /** What a file of the trainer is; empty if it is none. */
    public static Optional<TrainingSample> ofFile(String outputName, String file) {
        String prefix = outputName + "_";
        return file.startsWith(prefix) ? read(FILE.matcher(file.substring(prefix.length()))) : Optional.empty();
    }

    /** What {@link #toString} wrote. */
    public static Optional<TrainingSample> parse(String name) {
        return read(NAME.matcher(name));
    }

    private static Optional<TrainingSample> read(Matcher name) {
        return name.matches()
                ? Optional.of(new TrainingSample(
                        name.group(1).equals("e"), Integer.parseInt(name.group(2)), Integer.parseInt(name.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(TrainingSample other) {
        return ORDER.compare(this, other);
    }

    /** The name under which it is kept. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s%06d-%02d", ofEpoch ? "e" : "s", number, prompt);
    }
}

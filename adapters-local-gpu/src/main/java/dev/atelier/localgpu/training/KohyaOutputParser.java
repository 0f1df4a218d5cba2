package dev.atelier.localgpu.training;

import dev.atelier.domain.training.TrainingProgress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the progress lines of kohya's scripts and keeps the last other line. Not thread-safe. */
final class KohyaOutputParser {

    private static final Pattern EPOCH = Pattern.compile("\\s*epoch (\\d{1,9})/(\\d{1,9})\\s*");
    private static final Pattern STEPS = Pattern.compile("\\s*steps:\\s*\\d+%\\|[^|]*\\|\\s*(\\d{1,9})/(\\d{1,9}) .*");
    private static final Pattern LOSS = Pattern.compile("loss=(\\d{1,12}(?:\\.\\d{1,20})?(?:[eE][+-]?\\d{1,3})?)");

    private TrainingProgress progress = TrainingProgress.NONE;
    private String lastMessage = "";

    void accept(String line) {
        if (line.isBlank()) {
            return;
        }
        Matcher epoch = EPOCH.matcher(line);
        Matcher steps = STEPS.matcher(line);
        if (epoch.matches()) {
            progress = progress.inEpoch(number(epoch, 1), number(epoch, 2));
        } else if (steps.matches()) {
            progress = progress.atStep(number(steps, 1), number(steps, 2), loss(line));
        } else {
            lastMessage = line.strip();
        }
    }

    TrainingProgress progress() {
        return progress;
    }

    /** The last line that is not about progress; empty if there was none. */
    String lastMessage() {
        return lastMessage;
    }

    private static Double loss(String line) {
        Matcher loss = LOSS.matcher(line);
        return loss.find() ? Double.valueOf(loss.group(1)) : null;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}

package dev.atelier.localgpu.training;

import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingProgress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the output of kohya's scripts: their progress lines, the line that names their last error, and the last other
 * line. The error of the launcher, which says only that the script has failed, is not one. Not thread-safe.
 */
final class KohyaOutputParser {

    private static final Pattern EPOCH = Pattern.compile("\\s*epoch (\\d{1,9})/(\\d{1,9})\\s*");
    private static final Pattern STEPS = Pattern.compile("\\s*steps:\\s*\\d+%\\|[^|]*\\|\\s*(\\d{1,9})/(\\d{1,9}) .*");
    private static final Pattern LOSS = Pattern.compile("loss=(\\d{1,12}(?:\\.\\d{1,20})?(?:[eE][+-]?\\d{1,3})?)");
    private static final Pattern NO_NUMBER = Pattern.compile("loss=(-?(?:nan|inf))\\b", Pattern.CASE_INSENSITIVE);

    private static final String TRACEBACK = "Traceback (most recent call last):";

    /** How Python ends a traceback: the name of the exception's class, and what it says. */
    private static final Pattern EXCEPTION =
            Pattern.compile("[A-Za-z_][\\w.]*(?:Error|Exception|Interrupt|Iteration|Exit)(?::.*)?");

    /** The same, for whatever class; only behind a traceback. */
    private static final Pattern ANY_EXCEPTION = Pattern.compile("[A-Za-z_][\\w.]*(?::.*)?");

    private static final Pattern LAUNCHER_FAILURE =
            Pattern.compile("(?:[\\w.]+\\.)?(?:CalledProcessError|ChildFailedError)\\b.*");

    private TrainingProgress progress = TrainingProgress.NONE;
    private LossCurve losses = LossCurve.NONE;
    private String lossWithoutNumber = "";
    private String lastMessage = "";
    private String beforeTraceback = "";
    private String lastError = "";
    private boolean inTraceback;

    void accept(String line) {
        if (line.isBlank()) {
            return;
        }
        Matcher epoch = EPOCH.matcher(line);
        Matcher steps = STEPS.matcher(line);
        if (epoch.matches()) {
            progress = progress.inEpoch(number(epoch, 1), number(epoch, 2));
        } else if (steps.matches()) {
            step(number(steps, 1), number(steps, 2), line);
        } else {
            message(line);
        }
    }

    private void step(int number, int of, String line) {
        if (number > progress.step()) {
            lastError = ""; // the script went on
        }
        Double loss = loss(line);
        progress = progress.atStep(number, of, loss);
        losses = loss == null ? losses : losses.with(number, loss);
        Matcher noNumber = NO_NUMBER.matcher(line);
        if (noNumber.find()) {
            lossWithoutNumber = noNumber.group(1);
        }
    }

    private void message(String line) {
        boolean indented = Character.isWhitespace(line.charAt(0));
        String text = line.strip();
        if (text.equals(TRACEBACK)) {
            beforeTraceback = inTraceback ? beforeTraceback : lastMessage;
            inTraceback = true;
        }
        if (LAUNCHER_FAILURE.matcher(text).matches()) {
            lastMessage = inTraceback ? beforeTraceback : lastMessage;
            inTraceback = false;
            return;
        }
        lastMessage = text;
        if (!indented && (inTraceback ? ANY_EXCEPTION : EXCEPTION).matcher(text).matches()) {
            lastError = text;
            inTraceback = false;
        }
    }

    TrainingProgress progress() {
        return progress;
    }

    /** The losses of all steps until now. */
    LossCurve losses() {
        return losses;
    }

    /** A loss that is no finite number, as the scripts write it; empty as long as there was none. */
    String lossWithoutNumber() {
        return lossWithoutNumber;
    }

    /** The line that names the last error of the scripts; empty if there was none, or they went on. */
    String lastError() {
        return lastError;
    }

    /** The last line that is not about progress, nor of the launcher's error; empty if there was none. */
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

package dev.atelier.rest.console;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.GetInferenceProgress;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a job is, for people.
 *
 * @param fraction from 0 to 1, as a text; null where it is not known
 * @param running whether a node is at it, so that there may be a preview
 */
record ProgressView(String sentence, String fraction, boolean running) {

    static ProgressView of(GetInferenceProgress.Result now) {
        if (now.progress().isEmpty()) {
            return new ProgressView("It is in progress.", null, false);
        }
        JobProgress progress = now.progress().get();
        return progress instanceof JobProgress.Running running ? of(running) : of((JobProgress.Waiting) progress, now);
    }

    private static ProgressView of(JobProgress.Running running) {
        if (running.node().isEmpty()) {
            return new ProgressView("The result is being stored.", "1", false);
        }
        Optional<JobProgress.Sampling> sampling = running.sampling();
        String steps = sampling.filter(seen -> seen.steps() > 0)
                .map(seen -> ", step " + seen.step() + " of " + seen.steps())
                .orElse("");
        String rest = sampling.flatMap(JobProgress.Sampling::remaining)
                .map(left -> ", " + words(left) + " left")
                .orElse("");
        return new ProgressView(
                "Runs on " + running.node().get() + steps + rest + ".",
                sampling.map(seen -> Double.toString(seen.fraction())).orElse(null),
                true);
    }

    private static ProgressView of(JobProgress.Waiting waiting, GetInferenceProgress.Result now) {
        String begins = now.estimatedWait()
                .map(wait -> "; it should begin in " + words(wait))
                .orElse("");
        String reason = Optional.ofNullable(now.job().error())
                .map(why -> " It waits: " + why)
                .orElse("");
        return new ProgressView("At place " + waiting.position() + " of the queue" + begins + "." + reason, "0", false);
    }

    /** A time in its largest unit. */
    static String words(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        if (time.toHours() > 1) {
            return time.toHours() + " h";
        }
        return seconds >= 120 ? time.toMinutes() + " min" : seconds + " s";
    }
}

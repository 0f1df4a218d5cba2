package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.compute.JobProgress;
import java.time.Duration;
import java.util.Optional;

/**
 * Progress of the job that runs on the node, of this service or not.
 *
 * @param fraction from 0 to 1; 0 while a model loads and again at the end
 * @param jobCount the number of images of the job; 0 when idle, -1 while unknown
 * @param jobTimestamp when the job began, in seconds and in the node's own format; empty if not reported
 * @param interrupted whether the job was interrupted, or the last one when idle
 * @param skipped whether an image of it was skipped
 * @param job the node's name for the kind of job; empty if not reported
 * @param step of the current image, of that many steps; 0 if not reported
 * @param secondsLeft the node's estimate; 0 if it has none
 */
public record Progress(
        double fraction,
        int jobCount,
        String jobTimestamp,
        boolean interrupted,
        boolean skipped,
        String job,
        int step,
        int steps,
        double secondsLeft) {

    /** Prefix of the job names of WebUI's own pages; those of its API lack it. */
    private static final String WEB_PAGE_PREFIX = "task(";

    public boolean idle() {
        return jobCount == 0 && fraction == 0;
    }

    boolean isFromWebPage() {
        return job.startsWith(WEB_PAGE_PREFIX);
    }

    public JobProgress.Sampling sampling() {
        boolean estimated = Double.isFinite(secondsLeft) && secondsLeft > 0;
        return new JobProgress.Sampling(
                step,
                steps,
                fraction,
                estimated ? Optional.of(Duration.ofMillis(Math.round(secondsLeft * 1000))) : Optional.empty());
    }

    /** Without a state it is unknown whether a job runs, so it does not count as idle. */
    static Progress of(JsonNode response) {
        JsonNode state = response.path("state");
        double fraction = response.path("progress").asDouble(0);
        return new Progress(
                Double.isFinite(fraction) ? Math.max(0, Math.min(1, fraction)) : 0,
                state.path("job_count").asInt(-1),
                state.path("job_timestamp").asText(""),
                state.path("interrupted").asBoolean(false),
                state.path("skipped").asBoolean(false),
                state.path("job").asText(""),
                state.path("sampling_step").asInt(0),
                state.path("sampling_steps").asInt(0),
                response.path("eta_relative").asDouble(0));
    }
}

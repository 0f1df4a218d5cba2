package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the node tells of the job that runs there now, whoever's it is. It stands at 0 while a model loads and falls back
 * to 0 at the end.
 *
 * @param fraction how much is done, from 0 to 1
 * @param jobCount how many pictures the job has; 0 when nothing runs, -1 while that is not known yet
 * @param jobTimestamp when the job began, in the node's own words with a resolution of a second; empty when it does not tell
 * @param interrupted whether somebody interrupted the job, or the last one while nothing runs
 * @param skipped whether somebody skipped a picture of it
 * @param job what the node calls the kind of job; empty when it does not tell
 */
public record Progress(
        double fraction, int jobCount, String jobTimestamp, boolean interrupted, boolean skipped, String job) {

    /** The name that the pages of WebUI give to their jobs begins like this; those of its API do not. */
    private static final String PAGE_JOB = "task(";

    /** Whether nothing runs there. */
    public boolean idle() {
        return jobCount == 0 && fraction == 0;
    }

    boolean isOfThePage() {
        return job.startsWith(PAGE_JOB);
    }

    /** Without a state nobody can tell what runs, so it does not count as idle. */
    static Progress of(JsonNode answer) {
        JsonNode state = answer.path("state");
        double told = answer.path("progress").asDouble(0);
        return new Progress(
                Double.isFinite(told) ? Math.max(0, Math.min(1, told)) : 0,
                state.path("job_count").asInt(-1),
                state.path("job_timestamp").asText(""),
                state.path("interrupted").asBoolean(false),
                state.path("skipped").asBoolean(false),
                state.path("job").asText(""));
    }
}

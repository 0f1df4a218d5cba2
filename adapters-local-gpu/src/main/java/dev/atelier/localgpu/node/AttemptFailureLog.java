package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;

/** The reasons of a job's failed attempts as one text, which stays short enough to be stored and read. */
final class AttemptFailureLog {

    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_TEXT = 1000;

    private AttemptFailureLog() {}

    /** What was known before, and why this attempt failed. */
    static String add(Claim claim, String reason) {
        String known = claim.lastFailure() == null ? "" : claim.lastFailure() + "; ";
        String cut = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
        String all = known + "attempt " + claim.attempt() + ": " + cut;
        return all.length() <= LONGEST_TEXT ? all : "…" + all.substring(all.length() - LONGEST_TEXT);
    }
}

package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;

/** The reasons of a job's failed attempts as one text, which stays short enough to be stored and read. */
final class AttemptFailureLog {

    private static final int MAX_REASON_LENGTH = 300;
    private static final int MAX_TEXT_LENGTH = 1000;

    private AttemptFailureLog() {}

    /** What was known before, and why this attempt failed. */
    static String add(Claim claim, String reason) {
        String known = claim.lastFailure() == null ? "" : claim.lastFailure() + "; ";
        String cut = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "…";
        String all = known + "attempt " + claim.attempt() + ": " + cut;
        return all.length() <= MAX_TEXT_LENGTH ? all : "…" + all.substring(all.length() - MAX_TEXT_LENGTH);
    }
}

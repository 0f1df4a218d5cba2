package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;

/** Accumulates the failure reasons of a job's attempts in one text of bounded length. */
final class AttemptFailureLog {

    private static final int MAX_REASON_LENGTH = 300;
    private static final int MAX_TEXT_LENGTH = 1000;

    private AttemptFailureLog() {}

    /** Appends the reason of the failed attempt to the claim's history. */
    static String add(Claim claim, String reason) {
        String known = claim.lastFailure() == null ? "" : claim.lastFailure() + "; ";
        String cut = reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "…";
        String all = known + "attempt " + claim.attempt() + ": " + cut;
        return all.length() <= MAX_TEXT_LENGTH ? all : "…" + all.substring(all.length() - MAX_TEXT_LENGTH);
    }
}

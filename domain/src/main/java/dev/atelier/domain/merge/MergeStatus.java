package dev.atelier.domain.merge;

/** Inprogress (waiting for its turn or at work) leads to succeed or failed, which are ends. */
public enum MergeStatus {
    INPROGRESS("inprogress"),
    SUCCEED("succeed"),
    FAILED("failed");

    private final String word;

    MergeStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether nothing happens to the merge any more. */
    public boolean isEnd() {
        return this != INPROGRESS;
    }

    boolean canBecome(MergeStatus next) {
        return this == INPROGRESS && next.isEnd();
    }
}

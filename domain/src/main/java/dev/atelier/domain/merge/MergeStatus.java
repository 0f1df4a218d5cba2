package dev.atelier.domain.merge;

/** Transitions: Inprogress (waiting or running) to succeed or failed, which are final. */
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

    /** Whether the status is final. */
    public boolean isEnd() {
        return this != INPROGRESS;
    }

    boolean canBecome(MergeStatus next) {
        return this == INPROGRESS && next.isEnd();
    }
}

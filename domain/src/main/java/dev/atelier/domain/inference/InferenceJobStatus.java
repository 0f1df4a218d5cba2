package dev.atelier.domain.inference;

/** Transitions: Created (awaits its payload) to inprogress, and that to succeed, failed or canceled, which are final. */
public enum InferenceJobStatus {
    CREATED("created"),
    INPROGRESS("inprogress"),
    SUCCEED("succeed"),
    FAILED("failed"),
    CANCELED("canceled");

    private final String word;

    InferenceJobStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether the status is final. */
    public boolean isEnd() {
        return this == SUCCEED || this == FAILED || this == CANCELED;
    }

    boolean canBecome(InferenceJobStatus next) {
        return switch (this) {
            case CREATED -> next == INPROGRESS;
            case INPROGRESS -> next.isEnd();
            case SUCCEED, FAILED, CANCELED -> false;
        };
    }
}

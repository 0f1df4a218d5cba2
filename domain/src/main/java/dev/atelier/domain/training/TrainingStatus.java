package dev.atelier.domain.training;

/**
 * Transitions: Initial (not started) to Pending (queued), then Downloading, Training and Uploading; each of these to
 * Completed, Failed or Stopped, which are final. A training whose worker crashed restarts with Downloading; one that
 * was never started can only be stopped.
 */
public enum TrainingStatus {
    INITIAL("Initial"),
    PENDING("Pending"),
    DOWNLOADING("Downloading"),
    TRAINING("Training"),
    UPLOADING("Uploading"),
    COMPLETED("Completed"),
    FAILED("Failed"),
    STOPPED("Stopped");

    private final String word;

    TrainingStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether the status is final. */
    public boolean isEnd() {
        return this == COMPLETED || this == FAILED || this == STOPPED;
    }

    boolean canBecome(TrainingStatus next) {
        return switch (this) {
            case INITIAL -> next == PENDING || next == STOPPED;
            case PENDING -> next == DOWNLOADING || next == FAILED || next == STOPPED;
            case DOWNLOADING, TRAINING, UPLOADING -> next != INITIAL && next != PENDING;
            case COMPLETED, FAILED, STOPPED -> false;
        };
    }
}

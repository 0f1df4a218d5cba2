package dev.atelier.domain.training;

/**
 * Pending (waiting for its turn) leads to Downloading, Training and Uploading, and any of these to Completed, Failed or
 * Stopped, which are ends. A training that lost its machine begins again with Downloading.
 */
public enum TrainingStatus {
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

    /** Whether nothing happens to the job any more. */
    public boolean isEnd() {
        return this == COMPLETED || this == FAILED || this == STOPPED;
    }

    boolean canBecome(TrainingStatus next) {
        return switch (this) {
            case PENDING -> next == DOWNLOADING || next == FAILED || next == STOPPED;
            case DOWNLOADING, TRAINING, UPLOADING -> next != PENDING;
            case COMPLETED, FAILED, STOPPED -> false;
        };
    }
}

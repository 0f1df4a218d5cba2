package dev.atelier.domain.model;

/**
 * Transitions: Initialed (its file is being uploaded) to Creating, and that to Complete or Fail, which are final, or
 * back to Initialed for another attempt.
 */
public enum ModelStatus {
    INITIALED("Initialed"),
    CREATING("Creating"),
    COMPLETE("Complete"),
    FAIL("Fail");

    private final String word;

    ModelStatus(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    boolean canBecome(ModelStatus next) {
        return switch (this) {
            case INITIALED -> next == CREATING;
            case CREATING -> next != CREATING;
            case COMPLETE, FAIL -> false;
        };
    }
}

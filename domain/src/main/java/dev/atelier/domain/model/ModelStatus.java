package dev.atelier.domain.model;

/**
 * Initialed (its file is on its way) leads to Creating, and that to Complete or Fail, which are ends, or back to Initialed
 * when it is to be tried again.
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

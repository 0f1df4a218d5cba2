package dev.atelier.domain.training;

/**
 * How far a training has come, as far as it tells.
 *
 * @param epoch the running epoch, from 1; 0 before the first
 * @param epochs how many there are to be; 0 while that is not known
 * @param step how many steps are done
 * @param steps how many there are to be; 0 while that is not known
 * @param loss the average loss it told last; null before
 */
public record TrainingProgress(int epoch, int epochs, int step, int steps, Double loss) {

    /** Before anything is known. */
    public static final TrainingProgress NONE = new TrainingProgress(0, 0, 0, 0, null);

    public TrainingProgress inEpoch(int number, int of) {
        return new TrainingProgress(number, of, step, steps, loss);
    }

    /** @param latest null: as before */
    public TrainingProgress atStep(int number, int of, Double latest) {
        return new TrainingProgress(epoch, epochs, number, of, latest == null ? loss : latest);
    }
}

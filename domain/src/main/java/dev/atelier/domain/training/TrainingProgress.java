package dev.atelier.domain.training;

/**
 * The progress of a training, as far as reported.
 *
 * @param epoch the running epoch, from 1; 0 before the first
 * @param epochs the total; 0 while unknown
 * @param step how many steps are done
 * @param steps the total; 0 while unknown
 * @param loss the average loss reported last; null before
 */
public record TrainingProgress(int epoch, int epochs, int step, int steps, Double loss) {

    /** No progress reported yet. */
    public static final TrainingProgress NONE = new TrainingProgress(0, 0, 0, 0, null);

    public TrainingProgress inEpoch(int number, int of) {
        return new TrainingProgress(number, of, step, steps, loss);
    }

    /** @param latest null to keep the present value */
    public TrainingProgress atStep(int number, int of, Double latest) {
        return new TrainingProgress(epoch, epochs, number, of, latest == null ? loss : latest);
    }
}

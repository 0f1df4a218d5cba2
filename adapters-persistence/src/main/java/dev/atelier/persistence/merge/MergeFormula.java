package dev.atelier.persistence.merge;

import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.Multiplier;

/** What becomes of the numbers of the models, in 32 bits: each step is rounded, in the order in which it is written. */
interface MergeFormula {

    /** Puts the result where A was. What a formula does not need may be anything. */
    void apply(float[] a, float[] b, float[] c, int count);

    /** The formula of the method. The multiplier is rounded to 32 bits, and so is what it leaves of 1. */
    static MergeFormula of(MergeMethod method, Multiplier multiplier) {
        float ofB = (float) multiplier.value();
        float ofA = (float) (1 - multiplier.value());
        return switch (method) {
            case NO_INTERPOLATION -> (a, b, c, count) -> {};
            case WEIGHTED_SUM -> (a, b, c, count) -> weightedSum(a, b, count, ofA, ofB);
            case ADD_DIFFERENCE -> (a, b, c, count) -> addDifference(a, b, c, count, ofB);
        };
    }

    private static void weightedSum(float[] a, float[] b, int count, float ofA, float ofB) {
        for (int at = 0; at < count; at++) {
            a[at] = ofA * a[at] + ofB * b[at];
        }
    }

    private static void addDifference(float[] a, float[] b, float[] c, int count, float multiplier) {
        for (int at = 0; at < count; at++) {
            a[at] = a[at] + multiplier * (b[at] - c[at]);
        }
    }
}

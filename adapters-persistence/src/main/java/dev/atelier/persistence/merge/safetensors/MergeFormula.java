package dev.atelier.persistence.merge.safetensors;

import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.Multiplier;

/** Combines the models' numbers in 32-bit floats: each step is rounded, in the written order. */
interface MergeFormula {

    /** Stores the result in {@code a}. Inputs that a formula does not use may have any content. */
    void apply(float[] a, float[] b, float[] c, int count);

    /** The method's formula. The multiplier and its difference to 1 are rounded to 32 bits. */
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

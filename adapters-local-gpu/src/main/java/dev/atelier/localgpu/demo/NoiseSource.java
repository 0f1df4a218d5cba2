package dev.atelier.localgpu.demo;

import java.util.Random;

/** The noise that belongs to a seed: {@link Random} is specified to the bit, so a seed gives the same noise anywhere. */
final class NoiseSource {

    private final Random random;

    NoiseSource(long seed) {
        random = new Random(mixed(seed));
    }

    float[] next(int length) {
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    /** The noise that a picture starts from: the seed's own, or a variation on the way to the subseed's. */
    float[] start(int length, long subseed, double strength) {
        float[] noise = next(length);
        if (strength <= 0) {
            return noise;
        }
        float[] other = new NoiseSource(subseed).next(length);
        double angle = Math.min(1, strength) * Math.PI / 2;
        // independent noises are at right angles, so cosine and sine keep the variance at one
        float keep = (float) StrictMath.cos(angle);
        float take = (float) StrictMath.sin(angle);
        for (int i = 0; i < length; i++) {
            noise[i] = keep * noise[i] + take * other[i];
        }
        return noise;
    }

    /** Neighbouring seeds would begin with nearly the same numbers, and seeds above 2^48 would repeat lower ones. */
    private static long mixed(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }
}

package dev.atelier.localgpu.demo.diffusion;

import java.util.Random;

/** The noise of a seed. {@link Random}'s algorithm is specified, so a seed gives the same noise on every JVM. */
public final class NoiseSource {

    private final Random random;

    public NoiseSource(long seed) {
        random = new Random(mixed(seed));
    }

    float[] next(int length) {
        float[] noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    /** The initial noise of an image: that of the seed, or interpolated towards that of the subseed. */
    public float[] start(int length, long subseed, double strength) {
        float[] noise = next(length);
        if (strength <= 0) {
            return noise;
        }
        float[] other = new NoiseSource(subseed).next(length);
        double angle = Math.min(1, strength) * Math.PI / 2;
        // independent noises are orthogonal, so weights of cosine and sine keep the variance at one
        float keep = (float) StrictMath.cos(angle);
        float take = (float) StrictMath.sin(angle);
        for (int i = 0; i < length; i++) {
            noise[i] = keep * noise[i] + take * other[i];
        }
        return noise;
    }

    /** Without mixing, adjacent seeds start with similar numbers, and seeds above 2^48 repeat lower ones. */
    private static long mixed(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 33)) * 0xFF51AFD7ED558CCDL;
        z = (z ^ (z >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return z ^ (z >>> 33);
    }
}

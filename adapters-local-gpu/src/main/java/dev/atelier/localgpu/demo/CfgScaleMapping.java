package dev.atelier.localgpu.demo;

/**
 * Translates the guidance that clients ask for, made for Stable Diffusion, to what suits the tiny model. It paints best
 * at about 2, and clients send 7 unless they think about it, so 7 becomes 2: a straight line through (1, 1) and (7, 2),
 * bounded at 4 where the colours burn out. 0 to 1 stay what they are: no prompt at all, and the prompt unguided.
 */
final class CfgScaleMapping {

    private static final double BURNT = 4;

    private CfgScaleMapping() {}

    static double forModel(double asked) {
        return asked <= 1 ? Math.max(0, asked) : Math.min(BURNT, 1 + (asked - 1) / 6);
    }
}

package dev.atelier.localgpu.demo.diffusion;

/**
 * Maps the CFG scale of a request, meant for Stable Diffusion, to the guidance of tiny-emoji. It generates best at about 2,
 * and most clients send the default of 7: the mapping is linear through (1, 1) and (7, 2), up to 4, above which colours are
 * oversaturated. Values from 0 (the prompt is ignored) to 1 (no guidance) are unchanged.
 */
public final class CfgScaleMapping {

    private static final double MAX = 4;

    private CfgScaleMapping() {}

    public static double forModel(double cfgScale) {
        return cfgScale <= 1 ? Math.max(0, cfgScale) : Math.min(MAX, 1 + (cfgScale - 1) / 6);
    }
}

package dev.atelier.localgpu.demo;

import dev.atelier.localgpu.demo.diffusion.NoiseSchedule;
import dev.atelier.localgpu.demo.diffusion.TinyDiffusionModel;

/** A mask of what may change: 1 is generated, 0 is kept, values in between blend the two. */
final class InpaintMask {

    private final PlanarImage mask;

    private InpaintMask(PlanarImage mask) {
        this.mask = mask;
    }

    static InpaintMask of(String image, RequestFields body) {
        PlanarImage mask = Base64ImageCodec.decode(image).flattened();
        boolean inverted = body.whole("inpainting_mask_invert", 0, 0, 1) == 1;
        for (int i = 0; i < mask.data[0].length; i++) {
            float light = mask.brightness(i);
            mask.data[0][i] = inverted ? 1 - light : light;
        }
        return new InpaintMask(blurred(mask, body.whole("mask_blur", 4, 0, 64)));
    }

    /** Blurs by scaling down and up again, by a factor of the blur's width. */
    private static PlanarImage blurred(PlanarImage mask, int blur) {
        int width = Math.max(1, mask.width / (blur + 1));
        int height = Math.max(1, mask.height / (blur + 1));
        return ResamplingKernel.MITCHELL.resize(
                ResamplingKernel.MITCHELL.resize(mask, width, height), mask.width, mask.height);
    }

    /** Restores the initial image, noised to the level at {@code time}, where nothing may change. */
    void restoreMasked(float[] current, float[] start, float[] noise, double time) {
        PlanarImage small = ResamplingKernel.MITCHELL.resize(mask, TinyDiffusionModel.SIDE, TinyDiffusionModel.SIDE);
        double signal = NoiseSchedule.signal(time);
        double level = NoiseSchedule.noise(time);
        for (int i = 0; i < current.length; i++) {
            float free = small.data[0][i % small.data[0].length];
            current[i] = (float) (free * current[i] + (1 - free) * (signal * start[i] + level * noise[i]));
        }
    }

    PlanarImage blend(PlanarImage start, PlanarImage generated) {
        PlanarImage scaled = ResamplingKernel.MITCHELL.resize(mask, start.width, start.height);
        for (int c = 0; c < PlanarImage.ALPHA; c++) {
            for (int i = 0; i < start.data[c].length; i++) {
                float free = scaled.data[0][i];
                generated.data[c][i] = free * generated.data[c][i] + (1 - free) * start.data[c][i];
            }
        }
        return generated;
    }
}

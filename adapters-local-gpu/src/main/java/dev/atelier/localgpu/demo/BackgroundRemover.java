package dev.atelier.localgpu.demo;

import java.util.ArrayDeque;

/**
 * Removes the background by a flood fill from the edges: pixels whose colour is close to that of the edges become
 * transparent. Suited to an object on a plain background, which is what tiny-emoji generates; uses no neural network.
 */
final class BackgroundRemover {

    /** Squared colour distances: up to the first a pixel is background, from the second on it is not. */
    private static final float SAME = .08f * .08f;

    private static final float OTHER = .3f * .3f;

    private final PlanarImage image;
    private final float[] background;
    private final float[] opacity;

    private BackgroundRemover(PlanarImage image) {
        this.image = image;
        this.background = ImageUpscaler.borderColour(image);
        this.opacity = image.data[PlanarImage.ALPHA].clone();
    }

    /** The image with its background transparent. */
    static PlanarImage cutOut(PlanarImage image) {
        BackgroundRemover remover = new BackgroundRemover(image);
        remover.flood();
        return remover.withoutBackground();
    }

    /** The mask alone: white for the object, black for the background. */
    static PlanarImage mask(PlanarImage cutOut) {
        PlanarImage mask = PlanarImage.opaque(cutOut.width, cutOut.height);
        for (int c = 0; c < PlanarImage.ALPHA; c++) {
            mask.data[c] = cutOut.data[PlanarImage.ALPHA].clone();
        }
        return mask;
    }

    private void flood() {
        boolean[] reached = new boolean[opacity.length];
        ArrayDeque<Integer> open = new ArrayDeque<>();
        image.border().forEach(i -> visit(i, reached, open));
        while (!open.isEmpty()) {
            int i = open.poll();
            int x = i % image.width;
            if (x > 0) {
                visit(i - 1, reached, open);
            }
            if (x < image.width - 1) {
                visit(i + 1, reached, open);
            }
            if (i >= image.width) {
                visit(i - image.width, reached, open);
            }
            if (i < opacity.length - image.width) {
                visit(i + image.width, reached, open);
            }
        }
    }

    private void visit(int i, boolean[] reached, ArrayDeque<Integer> open) {
        float distance = distance(i);
        if (reached[i] || distance >= OTHER) {
            return;
        }
        reached[i] = true;
        double share = (Math.sqrt(distance) - Math.sqrt(SAME)) / (Math.sqrt(OTHER) - Math.sqrt(SAME));
        opacity[i] *= (float) Math.max(0, share);
        open.add(i);
    }

    private float distance(int i) {
        float sum = 0;
        for (int c = 0; c < background.length; c++) {
            float apart = image.data[c][i] - background[c];
            sum += apart * apart;
        }
        return sum;
    }

    /** Semi-transparent edge pixels contain a share of the background's colour, which is subtracted. */
    private PlanarImage withoutBackground() {
        PlanarImage out = new PlanarImage(image.width, image.height);
        out.data[PlanarImage.ALPHA] = opacity;
        for (int c = 0; c < PlanarImage.ALPHA; c++) {
            for (int i = 0; i < opacity.length; i++) {
                float own = opacity[i] <= 0 ? 0 : (image.data[c][i] - (1 - opacity[i]) * background[c]) / opacity[i];
                out.data[c][i] = Math.max(0, Math.min(1, own));
            }
        }
        return out;
    }
}

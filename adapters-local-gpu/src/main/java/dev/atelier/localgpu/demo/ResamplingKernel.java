package dev.atelier.localgpu.demo;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Separable resampling: each target pixel is a weighted sum of source pixels, first along x, then along y. */
enum ResamplingKernel {
    NEAREST(.5) {
        @Override
        double weight(double distance) {
            return distance >= -.5 && distance < .5 ? 1 : 0;
        }
    },
    LANCZOS(3) {
        @Override
        double weight(double distance) {
            double x = distance * Math.PI;
            return Math.abs(distance) < 1e-8
                    ? 1
                    : Math.abs(distance) < 3 ? 3 * StrictMath.sin(x) * StrictMath.sin(x / 3) / (x * x) : 0;
        }
    },
    /** Softer than Lanczos, without its ringing around hard edges at large scale factors. */
    MITCHELL(2) {
        @Override
        double weight(double distance) {
            double x = Math.abs(distance);
            return x < 1
                    ? (7 * x * x * x - 12 * x * x + 16. / 3) / 6
                    : x < 2 ? (-7. / 3 * x * x * x + 12 * x * x - 20 * x + 32. / 3) / 6 : 0;
        }
    };

    private final double radius;

    ResamplingKernel(double radius) {
        this.radius = radius;
    }

    abstract double weight(double distance);

    PlanarImage resize(PlanarImage from, int width, int height) {
        if (from.width == width && from.height == height) {
            return from;
        }
        Window[] across = windows(from.width, width);
        Window[] down = windows(from.height, height);
        PlanarImage to = new PlanarImage(width, height);
        for (int c = 0; c < to.data.length; c++) {
            float[] half = along(premultiplied(from, c), from.width, from.height, across);
            to.data[c] = transposed(along(transposed(half, width), from.height, width, down), height);
        }
        return unmultiplied(to);
    }

    /** The source pixels that contribute to one target pixel. */
    private record Window(int first, float[] weights) {

        float over(float[] plane, int row, int width) {
            float sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * plane[row + Math.max(0, Math.min(width - 1, first + k))];
            }
            return sum;
        }
    }

    private Window[] windows(int from, int to) {
        double ratio = (double) from / to;
        Window[] windows = new Window[to];
        for (int i = 0; i < to; i++) {
            // when shrinking, all kernels but nearest are stretched to average the source pixels
            windows[i] = window((i + .5) * ratio - .5, this == NEAREST ? 1 : Math.max(1, ratio));
        }
        return windows;
    }

    private Window window(double centre, double stretch) {
        int first = (int) Math.ceil(centre - radius * stretch);
        double[] weights = IntStream.rangeClosed(first, (int) Math.floor(centre + radius * stretch))
                .mapToDouble(k -> weight((k - centre) / stretch))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        float[] shares = new float[weights.length];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = (float) (weights[k] / sum);
        }
        return new Window(first, shares);
    }

    private static float[] along(float[] plane, int width, int height, Window[] windows) {
        float[] out = new float[windows.length * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < windows.length; x++) {
                out[y * windows.length + x] = windows[x].over(plane, y * width, width);
            }
        }
        return out;
    }

    private static float[] transposed(float[] plane, int width) {
        int height = plane.length / width;
        float[] out = new float[plane.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                out[x * height + y] = plane[y * width + x];
            }
        }
        return out;
    }

    /** Colours are weighted by their alpha, otherwise those of transparent pixels would bleed into the image. */
    private static float[] premultiplied(PlanarImage from, int channel) {
        float[] plane = from.data[channel].clone();
        for (int i = 0; channel != PlanarImage.ALPHA && i < plane.length; i++) {
            plane[i] *= from.data[PlanarImage.ALPHA][i];
        }
        return plane;
    }

    private static PlanarImage unmultiplied(PlanarImage planarImage) {
        for (int c = 0; c < PlanarImage.ALPHA; c++) {
            for (int i = 0; i < planarImage.data[c].length; i++) {
                float alpha = planarImage.data[PlanarImage.ALPHA][i];
                planarImage.data[c][i] = alpha <= 0 ? 0 : Math.max(0, Math.min(1, planarImage.data[c][i] / alpha));
            }
        }
        return planarImage;
    }
}

package dev.atelier.localgpu.demo;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;

/** An image as one plane of floats from 0 to 1 each for red, green, blue and alpha. */
final class PlanarImage {

    static final int ALPHA = 3;

    private static final int CHANNELS = 4;

    final int width;
    final int height;
    final float[][] data;

    PlanarImage(int width, int height) {
        this.width = width;
        this.height = height;
        this.data = new float[CHANNELS][width * height];
    }

    static PlanarImage opaque(int width, int height) {
        PlanarImage planarImage = new PlanarImage(width, height);
        Arrays.fill(planarImage.data[ALPHA], 1);
        return planarImage;
    }

    static PlanarImage of(BufferedImage image) {
        PlanarImage planarImage = new PlanarImage(image.getWidth(), image.getHeight());
        int[] row = new int[planarImage.width];
        for (int y = 0; y < planarImage.height; y++) {
            image.getRGB(0, y, planarImage.width, 1, row, 0, planarImage.width);
            for (int x = 0; x < planarImage.width; x++) {
                planarImage.set(y * planarImage.width + x, row[x]);
            }
        }
        return planarImage;
    }

    /** Converts the model's output: three planes from -1 to 1. */
    static PlanarImage ofModel(float[] image, int side) {
        PlanarImage planarImage = opaque(side, side);
        for (int i = 0; i < 3 * side * side; i++) {
            planarImage.data[i / (side * side)][i % (side * side)] = Math.max(0, Math.min(1, (image[i] + 1) / 2));
        }
        return planarImage;
    }

    float[] toModel() {
        int size = width * height;
        float[] image = new float[3 * size];
        for (int i = 0; i < image.length; i++) {
            image[i] = data[i / size][i % size] * 2 - 1;
        }
        return image;
    }

    /** Composited on white, since neither the model nor a mask supports transparency. */
    PlanarImage flattened() {
        PlanarImage flat = opaque(width, height);
        for (int c = 0; c < ALPHA; c++) {
            for (int i = 0; i < width * height; i++) {
                flat.data[c][i] = 1 + (data[c][i] - 1) * data[ALPHA][i];
            }
        }
        return flat;
    }

    /** As it is to be seen, where it is stored with this orientation of EXIF, from 1 (as it is) to 8. */
    PlanarImage upright(int orientation) {
        if (orientation == 1) {
            return this;
        }
        boolean transposed = orientation > 4;
        boolean fromRight = Set.of(2, 3, 7, 8).contains(orientation);
        boolean fromBottom = Set.of(3, 4, 6, 7).contains(orientation);
        PlanarImage upright = new PlanarImage(transposed ? height : width, transposed ? width : height);
        for (int i = 0; i < width * height; i++) {
            int x = i % upright.width;
            int y = i / upright.width;
            int column = transposed ? y : x;
            int row = transposed ? x : y;
            int from = (fromBottom ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column);
            for (int c = 0; c < CHANNELS; c++) {
                upright.data[c][i] = data[c][from];
            }
        }
        return upright;
    }

    /** The centre, cropped to at most this size. */
    PlanarImage centre(ImageSize imageSize) {
        PlanarImage part = new PlanarImage(Math.min(width, imageSize.width()), Math.min(height, imageSize.height()));
        int left = (width - part.width) / 2;
        int top = (height - part.height) / 2;
        for (int c = 0; c < CHANNELS; c++) {
            for (int y = 0; y < part.height; y++) {
                System.arraycopy(data[c], (top + y) * width + left, part.data[c], y * part.width, part.width);
            }
        }
        return part;
    }

    float brightness(int i) {
        return .299f * data[0][i] + .587f * data[1][i] + .114f * data[2][i];
    }

    /** The squared distance between the colours of two pixels. */
    float distance(int i, int j) {
        float sum = 0;
        for (int c = 0; c < ALPHA; c++) {
            float apart = data[c][i] - data[c][j];
            sum += apart * apart;
        }
        return sum;
    }

    /** The indices of the pixels along the four edges. */
    IntStream border() {
        return IntStream.range(0, width * height)
                .filter(i -> i % width == 0 || i % width == width - 1 || i < width || i >= width * (height - 1));
    }

    boolean hasTransparency() {
        for (float alpha : data[ALPHA]) {
            if (alpha < 1) {
                return true;
            }
        }
        return false;
    }

    BufferedImage toImage() {
        int type = hasTransparency() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(width, height, type);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                row[x] = argb(y * width + x);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    private void set(int i, int argb) {
        data[0][i] = (argb >> 16 & 255) / 255f;
        data[1][i] = (argb >> 8 & 255) / 255f;
        data[2][i] = (argb & 255) / 255f;
        data[ALPHA][i] = (argb >>> 24) / 255f;
    }

    private int argb(int i) {
        return level(data[ALPHA][i]) << 24 | level(data[0][i]) << 16 | level(data[1][i]) << 8 | level(data[2][i]);
    }

    private static int level(float value) {
        return Math.max(0, Math.min(255, Math.round(value * 255)));
    }
}

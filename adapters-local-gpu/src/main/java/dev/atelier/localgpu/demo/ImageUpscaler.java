package dev.atelier.localgpu.demo;

/**
 * Scales the model's small square output to the requested size. Enlarging eightfold would amplify its grain, so it is
 * smoothed first with an edge-preserving (bilateral) filter. For other aspect ratios the square is neither cropped nor
 * stretched, since the object reaches to its edges: it is centred, and the rest is filled with the colour of its border,
 * with a soft transition.
 */
final class ImageUpscaler {

    private static final int RADIUS = 2;
    private static final double NEAR = 2 * 1.2 * 1.2;
    private static final double ALIKE = 2 * .12 * .12;

    private ImageUpscaler() {}

    static PlanarImage enlarge(PlanarImage small, ImageSize imageSize) {
        PlanarImage smooth = smooth(small);
        int side = Math.min(imageSize.width(), imageSize.height());
        PlanarImage square = ResamplingKernel.LANCZOS.resize(smooth, side, side);
        return imageSize.width() == imageSize.height() ? square : framed(square, borderColour(smooth), imageSize);
    }

    /** Stretches the small image to the whole size, whatever its aspect ratio. */
    static PlanarImage stretch(PlanarImage small, ImageSize imageSize) {
        return ResamplingKernel.LANCZOS.resize(smooth(small), imageSize.width(), imageSize.height());
    }

    private static PlanarImage smooth(PlanarImage from) {
        PlanarImage to = PlanarImage.opaque(from.width, from.height);
        for (int y = 0; y < from.height; y++) {
            for (int x = 0; x < from.width; x++) {
                smooth(from, x, y, to);
            }
        }
        return to;
    }

    /** The mean of the neighbours, weighted by their distance in space and in colour. */
    private static void smooth(PlanarImage from, int x, int y, PlanarImage to) {
        int here = y * from.width + x;
        double sum = 0;
        float[] mean = new float[PlanarImage.ALPHA];
        for (int v = Math.max(0, y - RADIUS); v <= Math.min(from.height - 1, y + RADIUS); v++) {
            for (int u = Math.max(0, x - RADIUS); u <= Math.min(from.width - 1, x + RADIUS); u++) {
                int there = v * from.width + u;
                int apart = (u - x) * (u - x) + (v - y) * (v - y);
                double share = StrictMath.exp(-apart / NEAR - from.distance(here, there) / ALIKE);
                sum += share;
                for (int c = 0; c < mean.length; c++) {
                    mean[c] += (float) (share * from.data[c][there]);
                }
            }
        }
        for (int c = 0; c < mean.length; c++) {
            to.data[c][here] = (float) (mean[c] / sum);
        }
    }

    private static PlanarImage framed(PlanarImage square, float[] colour, ImageSize imageSize) {
        PlanarImage framed = PlanarImage.opaque(imageSize.width(), imageSize.height());
        int left = (imageSize.width() - square.width) / 2;
        int top = (imageSize.height() - square.height) / 2;
        for (int y = 0; y < framed.height; y++) {
            for (int x = 0; x < framed.width; x++) {
                // the frame is either left and right of the square or above and below
                int inside = left > 0 ? inside(x - left, square.width) : inside(y - top, square.height);
                float share = Math.max(0, Math.min(1, inside / (square.width / 16f)));
                int at = Math.floorMod(y - top, square.height) * square.width + Math.floorMod(x - left, square.width);
                for (int c = 0; c < PlanarImage.ALPHA; c++) {
                    float generated = inside < 0 ? 0 : square.data[c][at];
                    framed.data[c][y * framed.width + x] = share * generated + (1 - share) * colour[c];
                }
            }
        }
        return framed;
    }

    /** The distance of a position from the nearer end of {@code length}; negative outside. */
    private static int inside(int position, int length) {
        return Math.min(position, length - 1 - position);
    }

    static float[] borderColour(PlanarImage planarImage) {
        float[] colour = new float[PlanarImage.ALPHA];
        for (int c = 0; c < colour.length; c++) {
            colour[c] = median(planarImage, planarImage.data[c]);
        }
        return colour;
    }

    /** The median, so that an object that touches the edge somewhere does not change the colour. */
    private static float median(PlanarImage planarImage, float[] plane) {
        double[] border =
                planarImage.border().mapToDouble(i -> plane[i]).sorted().toArray();
        return (float) border[border.length / 2];
    }
}

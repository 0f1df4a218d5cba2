package dev.atelier.localgpu.demo;

/**
 * Makes the asked size of the model's small square. Enlarged eightfold, the grain of the painting would be all one sees,
 * so it is smoothed first, within areas and not across edges. A picture that is not square is not cut and not
 * stretched, since the thing in it reaches to the edges: the square stands in the middle, and the rest takes the colour
 * of its border, with a soft seam.
 */
final class ImageUpscaler {

    private static final int REACH = 2;
    private static final double NEAR = 2 * 1.2 * 1.2;
    private static final double ALIKE = 2 * .12 * .12;

    private ImageUpscaler() {}

    static PlanarImage enlarge(PlanarImage small, ImageSize imageSize) {
        PlanarImage smooth = smooth(small);
        int side = Math.min(imageSize.width(), imageSize.height());
        PlanarImage square = ResamplingKernel.LANCZOS.resize(smooth, side, side);
        return imageSize.width() == imageSize.height() ? square : framed(square, borderColour(smooth), imageSize);
    }

    /** Square or not, the whole of the small picture over the whole of the size. */
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

    /** The mean of the neighbours, each counting by how near and how alike it is. */
    private static void smooth(PlanarImage from, int x, int y, PlanarImage to) {
        int here = y * from.width + x;
        double sum = 0;
        float[] mean = new float[PlanarImage.ALPHA];
        for (int v = Math.max(0, y - REACH); v <= Math.min(from.height - 1, y + REACH); v++) {
            for (int u = Math.max(0, x - REACH); u <= Math.min(from.width - 1, x + REACH); u++) {
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
                // only two of the square's four sides have a frame beside them
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

    /** How far a place is from the nearer end of {@code length}; negative outside. */
    private static int inside(int place, int length) {
        return Math.min(place, length - 1 - place);
    }

    static float[] borderColour(PlanarImage planarImage) {
        float[] colour = new float[PlanarImage.ALPHA];
        for (int c = 0; c < colour.length; c++) {
            colour[c] = median(planarImage, planarImage.data[c]);
        }
        return colour;
    }

    /** The median: a thing that touches the edge somewhere does not tint it. */
    private static float median(PlanarImage planarImage, float[] plane) {
        double[] border =
                planarImage.border().mapToDouble(i -> plane[i]).sorted().toArray();
        return (float) border[border.length / 2];
    }
}

package dev.atelier.localgpu.demo;

/** Width and height in pixels. */
record ImageSize(int width, int height) {

    /** The maximum side of an image that this node produces. */
    static final int LARGEST = 4096;

    ImageSize {
        if (width < 1 || height < 1 || width > LARGEST || height > LARGEST) {
            throw WebUiErrorException.invalid("width", "the image would be " + width + "x" + height, "value_error");
        }
    }

    static ImageSize scaled(int width, int height, double factor) {
        return new ImageSize(scaled(width, factor), scaled(height, factor));
    }

    /** Rounded down as in WebUI, tolerating rounding errors just below an integer. */
    private static int scaled(int length, double factor) {
        return (int) Math.max(1, Math.min(LARGEST + 1, length * factor + 1e-6));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}

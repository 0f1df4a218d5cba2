package dev.atelier.localgpu.demo;

/**
 * Limits the pixels that one request may read or generate. The node shares its heap with the service and needs up to four
 * times 16 bytes per pixel while it works. Not thread-safe.
 */
final class PixelLimit {

    /** Of each image read, and of all images generated together: one of 4096x4096, or 16 of 1024x1024. */
    static final long MAX = 16L << 20;

    private long total;

    /** Checks an image to be read, by the size in its header. */
    static void requireReadable(int width, int height) {
        if ((long) width * height > MAX) {
            throw tooMany("the image is " + width + "x" + height);
        }
    }

    /** Adds images of this size that are to be generated. */
    void add(int images, ImageSize imageSize) {
        total += (long) images * imageSize.width() * imageSize.height();
        if (total > MAX) {
            throw tooMany("the images would have " + total + " pixels together, the last of them being " + imageSize);
        }
    }

    private static WebUiErrorException tooMany(String what) {
        return WebUiErrorException.http(422, what + "; the demo node accepts at most " + MAX + " pixels (4096x4096)");
    }
}

package dev.atelier.localgpu.demo;

/**
 * How many pixels one request may read or make. The node shares its memory with the service, and takes up to four times 16
 * bytes for each pixel while it works. Not thread-safe.
 */
final class PixelLimit {

    /** Of one image that is read, and of all images together that are made: one of 4096x4096, or 16 of 1024x1024. */
    static final long MAX = 16L << 20;

    private long made;

    /** An image that is to be read, by the size that its header states. */
    static void requireReadable(int width, int height) {
        if ((long) width * height > MAX) {
            throw tooMany("the image is " + width + "x" + height);
        }
    }

    /** Further images of this size are to be made. */
    void make(int images, ImageSize imageSize) {
        made += (long) images * imageSize.width() * imageSize.height();
        if (made > MAX) {
            throw tooMany("the images would have " + made + " pixels together, the last of them being " + imageSize);
        }
    }

    private static WebUiErrorException tooMany(String what) {
        return WebUiErrorException.http(422, what + "; the demo node takes " + MAX + " pixels (4096x4096)");
    }
}

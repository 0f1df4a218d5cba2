package dev.atelier.rest.openai;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of images in pixels. */
record ImageSize(int width, int height) {

    static final String ALLOWED_SIDE = "a multiple of 8 from 64 to 4096";

    private static final int SMALLEST = 64;
    private static final int LARGEST = 4096;

    /** What the autoencoder of Stable Diffusion makes one number of. */
    private static final int STEP = 8;

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    static boolean isSide(int pixels) {
        return pixels >= SMALLEST && pixels <= LARGEST && pixels % STEP == 0;
    }

    /** The size of a request; empty for {@code auto}. */
    static Optional<ImageSize> parse(String text) {
        if (text.equals(ImageRequest.AUTO)) {
            return Optional.empty();
        }
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            ImageSize size = new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            if (isSide(size.width) && isSide(size.height)) {
                return Optional.of(size);
            }
        }
        throw OpenAiException.invalid(
                "size", "size should be auto or WIDTHxHEIGHT, such as 1024x1024, each side " + ALLOWED_SIDE);
    }
}

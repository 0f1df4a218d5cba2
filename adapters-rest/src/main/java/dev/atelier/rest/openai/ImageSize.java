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

    /** Whether the text is a size, in the only spelling that it has. */
    static boolean isSize(String text) {
        return exact(text).filter(size -> size.toString().equals(text)).isPresent();
    }

    /** The size of a request; empty for {@code auto}. */
    static Optional<ImageSize> parse(String text) {
        if (text.equals(ImageRequest.AUTO)) {
            return Optional.empty();
        }
        return Optional.of(exact(text)
                .orElseThrow(() -> OpenAiException.invalid(
                        "size", "size should be auto or WIDTHxHEIGHT, such as 1024x1024, each side " + ALLOWED_SIDE)));
    }

    private static Optional<ImageSize> exact(String text) {
        Matcher matcher = SIZE.matcher(text);
        return matcher.matches()
                ? Optional.of(new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                        .filter(size -> isSide(size.width) && isSide(size.height))
                : Optional.empty();
    }

    /** In OpenAI's words. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}

package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;

/**
 * Defaults for the images of a training.
 *
 * @param repeats how often an image counts in an epoch, 1 to 99999, unless its folder's name says so
 * @param caption up to 2000 characters without line breaks, for images without a caption of their own; empty: the name
 *     of the folder
 */
public record ImageDefaults(int repeats, String caption) {

    /** For requests that set none. */
    public static final ImageDefaults USUAL = new ImageDefaults(10, "");

    private static final int MAX_REPEATS = 99_999;
    private static final int MAX_CAPTION_LENGTH = 2000;

    /** @throws InvalidRequestException if a value is not allowed */
    public ImageDefaults {
        if (repeats < 1 || repeats > MAX_REPEATS) {
            throw new InvalidRequestException("images are repeated 1 to " + MAX_REPEATS + " times, not " + repeats);
        }
        if (caption.length() > MAX_CAPTION_LENGTH || caption.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException("a caption has up to " + MAX_CAPTION_LENGTH
                    + " characters, and neither line breaks nor other control characters");
        }
    }
}

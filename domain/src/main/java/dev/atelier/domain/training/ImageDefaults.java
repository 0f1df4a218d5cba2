package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;

/**
 * What holds for the pictures of a training that do not say it themselves. What does not fit is {@link InvalidRequestException}.
 *
 * @param repeats how often a picture counts in an epoch, 1 to 99999, unless its folder says so
 * @param caption what a picture shows, in up to 2000 characters without line breaks, unless it has a caption of its own;
 *     empty: what its folder is called
 */
public record ImageDefaults(int repeats, String caption) {

    /** For who asks for nothing else. */
    public static final ImageDefaults USUAL = new ImageDefaults(10, "");

    private static final int MAX_REPEATS = 99_999;
    private static final int MAX_CAPTION_LENGTH = 2000;

    public ImageDefaults {
        if (repeats < 1 || repeats > MAX_REPEATS) {
            throw new InvalidRequestException("pictures are repeated 1 to " + MAX_REPEATS + " times, not " + repeats);
        }
        if (caption.length() > MAX_CAPTION_LENGTH || caption.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException("a caption has up to " + MAX_CAPTION_LENGTH
                    + " characters, and neither line breaks nor other control characters");
        }
    }
}

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

    private static final int MOST_REPEATS = 99_999;
    private static final int LONGEST_CAPTION = 2000;

    public ImageDefaults {
        if (repeats < 1 || repeats > MOST_REPEATS) {
            throw new InvalidRequestException("pictures are repeated 1 to " + MOST_REPEATS + " times, not " + repeats);
        }
        if (caption.length() > LONGEST_CAPTION || caption.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequestException("a caption has up to " + LONGEST_CAPTION
                    + " characters, and neither line breaks nor other control characters");
        }
    }
}

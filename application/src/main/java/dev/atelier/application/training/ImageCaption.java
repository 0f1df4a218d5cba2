package dev.atelier.application.training;

/**
 * The caption of a dataset's image that kohya reads.
 *
 * @param text without white space at its ends; empty where there is none; of one that is too long its beginning
 * @param version another one for each content of its file; empty where there is none
 * @param tooLong whether it has more than {@link ImageCaptions#MAX_BYTES}, so that the text is not the whole caption
 * @param readable whether it is text in UTF-8; trainings end at others
 */
public record ImageCaption(String text, String version, boolean tooLong, boolean readable) {

    static final ImageCaption NONE = new ImageCaption("", "", false, true);
}

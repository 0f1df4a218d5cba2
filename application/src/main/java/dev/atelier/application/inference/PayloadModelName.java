package dev.atelier.application.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A model that a payload names.
 *
 * @param name as the client wrote it: a file's name with or without ending, folder and hash
 * @param stem the file's name without folder, hash and ending, in lower case: node software compares some of these
 * @param isReplaced whether a node gets the job's own model in its place, so that it can be a name which nodes do not understand
 */
record PayloadModelName(CheckpointType type, String name, String stem, boolean isReplaced) {

    private static final int MAX_LENGTH = 255;

    /** What is written where no model is meant. */
    private static final Set<String> WORDS = Set.of("", "none", "null", "automatic", "passthrough", "built in");

    /** The field, the last part of whose place is its name, that names the job's checkpoint. */
    private static final Pattern REPLACED = Pattern.compile("(.*\\.)?sd_model_checkpoint");

    static Optional<PayloadModelName> of(CheckpointType type, String name) {
        return of(type, name, "");
    }

    /** @param place the field of the payload that names it */
    static Optional<PayloadModelName> of(CheckpointType type, String name, String place) {
        if (name.length() > MAX_LENGTH) {
            throw new InvalidRequestException("the payload names a model by more than " + MAX_LENGTH + " characters: "
                    + TextSanitizer.shortened(name, 60));
        }
        String word = name.strip().toLowerCase(Locale.ROOT);
        return WORDS.contains(word) || word.startsWith("use same ")
                ? Optional.empty()
                : Optional.of(new PayloadModelName(
                        type, name, stem(name), REPLACED.matcher(place).matches()));
    }

    private static String stem(String name) {
        String title = name.strip().replaceFirst("\\s*\\[[0-9a-fA-F]{6,64}\\]$", "");
        String file = title.substring(Math.max(title.lastIndexOf('/'), title.lastIndexOf('\\')) + 1);
        return CheckpointFileName.stem(file);
    }

    boolean isStemOf(String file) {
        return CheckpointFileName.stem(file).equals(stem);
    }

    /** Whether node software takes another model whose name contains this one, when there is no exact match. */
    boolean isMatchedLoosely() {
        return type == CheckpointType.STABLE_DIFFUSION || type == CheckpointType.CONTROL_NET;
    }

    @Override
    public String toString() {
        return TextSanitizer.quote(name) + ", type " + type.word();
    }
}

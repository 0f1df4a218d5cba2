package dev.atelier.application.inference;

import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A model that a payload names.
 *
 * @param name as the client wrote it: a file's name with or without ending, folder and hash
 */
record PayloadModelName(CheckpointType type, String name) {

    /** Values that mean no model. */
    private static final Set<String> WORDS = Set.of("", "none", "null", "automatic", "passthrough");

    static Optional<PayloadModelName> of(CheckpointType type, String name) {
        String word = name.strip().toLowerCase(Locale.ROOT);
        return WORDS.contains(word) || word.startsWith("use same ")
                ? Optional.empty()
                : Optional.of(new PayloadModelName(type, name));
    }

    /** The file's name without folder, hash and extension, in lower case: node software compares some of these. */
    String stem() {
        String title = name.strip().replaceFirst("\\s*\\[[0-9a-fA-F]{6,64}\\]$", "");
        String file = title.substring(Math.max(title.lastIndexOf('/'), title.lastIndexOf('\\')) + 1);
        return CheckpointFileName.stem(file);
    }

    boolean isStemOf(String file) {
        return CheckpointFileName.stem(file).equals(stem());
    }

    /** Whether node software takes another model whose name contains this one, when there is no exact match. */
    boolean isMatchedLoosely() {
        return type == CheckpointType.STABLE_DIFFUSION;
    }

    @Override
    public String toString() {
        return TextSanitizer.quote(name) + ", type " + type.word();
    }
}

package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What checkpoints are searched by; what is empty does not restrict. Family, kind and base are those of one of the files, which were
 * read for that.
 *
 * @param words each of which is a part of a file's name without folder and extension, in lower case
 * @param base what a model was trained on, as {@link #base(String)} returns it
 * @param tag in lower case
 * @param hash as {@link ModelHashes#parse} returns it
 */
public record CheckpointSearch(
        List<String> words,
        Optional<ModelFamily> family,
        Optional<ModelKind> kind,
        Optional<String> base,
        Optional<String> tag,
        Optional<String> hash) {

    public static final CheckpointSearch NONE = new CheckpointSearch(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int MIN_WORD = 2;
    private static final int MAX_WORD = 100;
    private static final int MAX_WORDS = 5;
    private static final int MAX_BASE = 200;

    /**
     * Parses what a client gives.
     *
     * @throws InvalidRequestException if one of them is none of its kind
     */
    public static CheckpointSearch of(
            Optional<String> text,
            Optional<String> family,
            Optional<String> kind,
            Optional<String> base,
            Optional<String> tag,
            Optional<String> hash) {
        return new CheckpointSearch(
                text.map(CheckpointSearch::words).orElse(List.of()),
                family.map(ModelFamily::of),
                kind.map(ModelKind::of),
                base.map(CheckpointSearch::base),
                tag.map(word -> word.strip().toLowerCase(Locale.ROOT)),
                hash.map(CheckpointSearch::hash));
    }

    private static List<String> words(String text) {
        List<String> words = Stream.of(CheckpointFileName.stem(text.strip()).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        if (words.size() > MAX_WORDS
                || words.stream()
                        .mapToInt(CheckpointSearch::length)
                        .anyMatch(length -> length < MIN_WORD || length > MAX_WORD)) {
            throw new InvalidRequestException("names are searched by up to " + MAX_WORDS + " words of " + MIN_WORD
                    + " to " + MAX_WORD + " characters, not by " + TextSanitizer.quote(text));
        }
        return words;
    }

    /** In characters, as the terms are that words are searched by. */
    private static int length(String word) {
        return word.codePointCount(0, word.length());
    }

    private static String hash(String text) {
        return ModelHashes.parse(text)
                .orElseThrow(() -> new InvalidRequestException(
                        "hash " + TextSanitizer.quote(text) + " is none: it has 8, 10, 12 or 64 hexadecimal digits"));
    }

    /** The name of a base model without folder and extension, in lower case, as trainers on any system write it. */
    public static String base(String name) {
        String stem = CheckpointFileName.stem(name.strip().replace('\\', '/'));
        int end = Math.min(stem.length(), MAX_BASE);
        boolean isHalf = end > 0 && end < stem.length() && Character.isHighSurrogate(stem.charAt(end - 1));
        return stem.substring(0, isHalf ? end - 1 : end);
    }
}

package dev.atelier.application.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An allowed value of a payload, or list of such values. Numbers, booleans and null, which name no file, are accepted
 * wherever texts are.
 *
 * @param word as the data files write it
 */
record ValueRule(Kind kind, String word) {

    static final ValueRule PLAIN = new ValueRule(Kind.PLAIN, "");
    static final ValueRule PROMPT = new ValueRule(Kind.PROMPT, "");
    static final ValueRule ANY_TEXT = new ValueRule(Kind.ANY_TEXT, "");

    private static final Set<String> NOTHING = Set.of("", "none", "null");

    enum Kind {
        PLAIN,
        NUMBER,
        SWITCH,
        CHOICE,
        TEXT,
        FILE,
        PROMPT,
        IMAGE,
        ANY_IMAGE,
        EMPTY,
        MODEL,
        ANY_TEXT,
        LEFT_OUT
    }

    /** Parses a type from the data files. */
    static ValueRule of(String type) {
        String[] parts = type.split(":", 2);
        return new ValueRule(
                Kind.valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_')), parts.length > 1 ? parts[1] : "");
    }

    /** Whether the value is taken, but not passed on. */
    boolean isLeftOut() {
        return kind == Kind.LEFT_OUT;
    }

    /** @param models receives each model that the value names */
    void check(String place, Object value, Consumer<PayloadModelName> models) {
        if (isLeftOut()) {
            return;
        }
        if (value instanceof List<?> list) {
            require(kind != Kind.PROMPT || list.isEmpty(), place, "should be one text, not a list");
            list.forEach(element -> check(place, element, models));
        } else if (value instanceof Map<?, ?> map) {
            checkObject(place, map, models);
        } else if (value instanceof String text) {
            checkText(place, text, models);
        } else if (value instanceof LongString text) {
            checkLong(place, text.head());
        } else if (kind == Kind.EMPTY) {
            require(value == null || Boolean.FALSE.equals(value), place, "should be empty here");
        } else if (kind == Kind.NUMBER) {
            require(!(value instanceof Boolean), place, "should be a number");
        }
    }

    private void checkObject(String place, Map<?, ?> map, Consumer<PayloadModelName> models) {
        boolean structured = Set.of(Kind.PLAIN, Kind.IMAGE, Kind.ANY_IMAGE, Kind.MODEL, Kind.ANY_TEXT)
                .contains(kind);
        require(map.isEmpty() || structured, place, "should be no object");
        map.values().forEach(value -> check(place, value, models));
    }

    private void checkText(String place, String text, Consumer<PayloadModelName> models) {
        switch (kind) {
            case PLAIN, NUMBER, SWITCH -> require(isPlain(text), place, "should be a number or a switch");
            case CHOICE -> require(choices().contains(text), place, "should be one of " + choices());
            case TEXT, FILE -> require(isName(text), place, "should hold no slash; paths and URLs are not taken");
            case PROMPT -> PromptTags.check(place, text, models);
            case IMAGE -> requireImage(place, text);
            case ANY_IMAGE -> requireNoUrl(place, text);
            case EMPTY ->
                require(
                        isNothing(text),
                        place,
                        "should be empty: it names what is the node's own, which is not"
                                + " for clients; images are sent in base64");
            case MODEL -> checkModel(place, text, models);
            case LEFT_OUT -> {}
            case ANY_TEXT ->
                require(
                        !NodePaths.isLike(text) || InlineImages.isImage(text),
                        place,
                        "could be a path or URL of the node; these are not taken");
        }
    }

    private void checkLong(String place, String head) {
        switch (kind) {
            case IMAGE -> requireImage(place, head);
            case ANY_IMAGE -> requireNoUrl(place, head);
            case ANY_TEXT -> checkText(place, head, model -> {});
            default -> throw rejected(place, "is too long");
        }
    }

    private void checkModel(String place, String text, Consumer<PayloadModelName> models) {
        require(!NodePaths.isLike(text), place, "should be a model's name; paths and URLs are not taken");
        PayloadModelName.of(CheckpointType.of(word), text, place).ifPresent(models);
    }

    private List<String> choices() {
        return List.of(word.replace('_', ' ').split("\\|")); // the words of a data file contain no spaces
    }

    private static boolean isPlain(String text) {
        return isNothing(text) || text.strip().matches("(?i)[+-]?[0-9.]{1,40}(e[+-]?[0-9]{1,3})?|true|false|inf|nan");
    }

    private static boolean isName(String text) {
        return text.matches("[^/\\\\\\p{Cntrl}]*") && !NodePaths.isLike(text);
    }

    private static boolean isNothing(String text) {
        return NOTHING.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    private static void requireImage(String place, String text) {
        require(
                isNothing(text) || InlineImages.isImage(text),
                place,
                "is not an image in base64; paths and URLs are not taken");
    }

    private static void requireNoUrl(String place, String text) {
        boolean url = text.strip().toLowerCase(Locale.ROOT).matches("(?s)(https?|ftp|file|s3):.*");
        require(!url, place, "is a URL, which nodes are not let fetch; send the image itself, as base64");
    }

    private static void require(boolean holds, String place, String otherwise) {
        if (!holds) {
            throw rejected(place, otherwise);
        }
    }

    private static InvalidRequestException rejected(String place, String why) {
        return new InvalidRequestException(TextSanitizer.shortened(place, 200) + " " + why);
    }
}

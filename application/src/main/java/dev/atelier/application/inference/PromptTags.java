package dev.atelier.application.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tags in prompts: those that name models, and those that override fields of the request. */
final class PromptTags {

    /** stable-diffusion.cpp, examples/server/api.md of 2026: JSON in this tag sets what the request's own fields do not. */
    private static final String CONTROL = "sd_cpp_extra_args";

    /** How a tag of a model begins, wherever it stands. WebUI's modules/extra_networks.py, and no spaces: <(\\w+):([^>]+)> */
    private static final Pattern START = Pattern.compile("<\\s*+(lora|lyco|hypernet)\\s*+:", Pattern.CASE_INSENSITIVE);

    /** What other parts of node software replace, split at or drop before WebUI reads the tags. */
    private static final Pattern SPECIAL = Pattern.compile("[<#\\[\\]{}|\\r\\n]");

    /** A whole tag of a model. Where a node takes models by fields, it is taken out, which joins what stands around it. */
    private static final Pattern TAG =
            Pattern.compile("<\\s*+(?:lora|lyco|hypernet)\\s*+:[^>]*+>", Pattern.CASE_INSENSITIVE);

    /** WebUI's modules/processing_scripts/comments.py drops these. */
    private static final Pattern COMMENT = Pattern.compile("#[^\\n]*+\\n?");

    /** ADetailer puts the prompt itself there, which could make a tag together with what stands beside it. */
    private static final Pattern MERGED =
            Pattern.compile("<\\s*+\\w*+\\s*+\\[PROMPT]|\\[PROMPT](\\w|:|\\[PROMPT])", Pattern.CASE_INSENSITIVE);

    private static final Map<String, CheckpointType> MODELS = Map.of(
            "lora", CheckpointType.LORA,
            "lyco", CheckpointType.LORA,
            "hypernet", CheckpointType.HYPERNETWORKS);

    private PromptTags() {}

    static void check(String place, String prompt, Consumer<PayloadModelName> models) {
        String joined = TAG.matcher(prompt).replaceAll("");
        if (holdsControl(prompt) || holdsControl(joined)) {
            throw new InvalidRequestException(place + " holds the tag " + CONTROL
                    + ", which could override the payload on nodes; use fields of the payload instead");
        }
        checkModels(place, prompt, models);
        if (START.matcher(joined).find()) {
            throw new InvalidRequestException(place + " holds a tag of a model in the middle of another one");
        }
        String bare = COMMENT.matcher(prompt).replaceAll("");
        if (bare.length() < prompt.length()) {
            checkModels(place, bare, models);
        }
    }

    private static boolean holdsControl(String prompt) {
        return prompt.toLowerCase(Locale.ROOT).replaceAll("[\\s\\p{Cf}]+", "").contains(CONTROL);
    }

    private static void checkModels(String place, String prompt, Consumer<PayloadModelName> models) {
        if (MERGED.matcher(prompt).find()) {
            throw new InvalidRequestException(
                    place + " holds [PROMPT] within a tag or directly before a word or colon, which is not taken");
        }
        Matcher start = START.matcher(prompt);
        for (int from = 0; start.find(from); ) {
            from = prompt.indexOf('>', start.end());
            if (from < 0 || SPECIAL.matcher(prompt).region(start.end(), from).find()) {
                throw new InvalidRequestException(place + " holds a tag <" + start.group(1)
                        + ":...> that is not closed, or that holds a line break or one of < # [ ] { } |");
            }
            CheckpointType type = MODELS.get(start.group(1).toLowerCase(Locale.ROOT));
            names(prompt.substring(start.end(), from))
                    .forEach(name -> PayloadModelName.of(type, name).ifPresent(models));
        }
    }

    /** The first argument, and the first that is not given by name, which has exactly one {@code =}: WebUI takes either. */
    private static Stream<String> names(String arguments) {
        List<String> all =
                Arrays.stream(arguments.split(":")).map(String::strip).toList();
        return Stream.concat(
                        all.stream().limit(1),
                        all.stream()
                                .filter(argument ->
                                        argument.indexOf('=') < 0 || argument.indexOf('=') < argument.lastIndexOf('='))
                                .limit(1))
                .distinct();
    }
}

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

/** The tags in prompts: those that name models, and those that override fields of the request. */
final class PromptTags {

    /** stable-diffusion.cpp, examples/server/api.md of 2026: JSON in this tag sets what the request's own fields do not. */
    private static final String CONTROL = "sd_cpp_extra_args";

    private static final Pattern TAG = Pattern.compile("<\\s*(\\w+)\\s*:([^>]*)>");

    private static final Map<String, CheckpointType> MODELS = Map.of(
            "lora", CheckpointType.LORA,
            "lyco", CheckpointType.LORA,
            "hypernet", CheckpointType.HYPERNETWORKS);

    private PromptTags() {}

    static void check(String place, String prompt, Consumer<PayloadModelName> models) {
        if (prompt.toLowerCase(Locale.ROOT).replaceAll("[\\s\\p{Cf}]+", "").contains(CONTROL)) {
            throw new InvalidRequestException(place + " holds the tag " + CONTROL
                    + ", which could override the payload on nodes; use fields of the payload instead");
        }
        for (Matcher tag = TAG.matcher(prompt); tag.find(); ) {
            CheckpointType type = MODELS.get(tag.group(1).toLowerCase(Locale.ROOT));
            if (type != null) {
                names(tag.group(2))
                        .forEach(name -> PayloadModelName.of(type, name).ifPresent(models));
            }
        }
    }

    /** The first positional argument, wherever it is; weights and the like follow it. */
    private static List<String> names(String arguments) {
        return Arrays.stream(arguments.split(":"))
                .map(String::strip)
                .filter(argument -> !argument.contains("="))
                .limit(1)
                .toList();
    }
}

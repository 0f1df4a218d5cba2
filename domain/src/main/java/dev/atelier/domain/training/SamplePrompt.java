package dev.atelier.domain.training;

import dev.atelier.domain.training.NumberTypes.Decimal;
import dev.atelier.domain.training.NumberTypes.Range;
import dev.atelier.domain.training.NumberTypes.Whole;
import dev.atelier.domain.training.TextTypes.Prose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A prompt of which a training makes sample images, written on one line with its settings behind it, as sd-scripts takes it:
 * {@code a cat --n dog --w 512}. Read here, and given to the scripts as values: they take the beginning of a prompt for a setting, too, and
 * know settings that name files.
 *
 * @param settings by the flags that a line has for them
 */
public record SamplePrompt(String text, Map<String, Object> settings) {

    private static final int LONGEST = 1000;
    private static final String FLAG = " --";

    /** What a flag sets. */
    private record Setting(String key, OptionType type) {}

    private static final Map<String, Setting> FLAGS = new LinkedHashMap<>();

    static {
        FLAGS.put("n", new Setting("negative_prompt", new Prose()));
        FLAGS.put("w", new Setting("width", new Whole(new Range(64, 2048))));
        FLAGS.put("h", new Setting("height", new Whole(new Range(64, 2048))));
        FLAGS.put("d", new Setting("seed", new Whole(new Range(0, Integer.MAX_VALUE))));
        FLAGS.put("l", new Setting("scale", new Decimal(new Range(0, 50))));
        FLAGS.put("s", new Setting("sample_steps", new Whole(new Range(1, 150))));
        FLAGS.put("ss", new Setting("sample_sampler", OptionTable.OPTIONS.get("sample_sampler")));
    }

    public SamplePrompt {
        settings = Map.copyOf(settings);
    }

    /** Empty if a line is no prompt with settings that are allowed. */
    public static Optional<SamplePrompt> parse(String line) {
        List<String> pieces = List.of(line.strip().split(FLAG, -1));
        String text = pieces.get(0).strip();
        boolean storable = line.length() <= LONGEST
                && line.codePoints()
                        .noneMatch(character -> Character.isISOControl(character)
                                || Character.getType(character) == Character.SURROGATE);
        if (!storable || text.isEmpty() || text.startsWith(FLAG.strip())) {
            return Optional.empty();
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String piece : pieces.subList(1, pieces.size())) {
            String[] words = (piece + " ").split(" ", 2);
            String flag = words[0].toLowerCase(Locale.ROOT);
            Optional<Object> value = Optional.ofNullable(FLAGS.get(flag))
                    .filter(setting -> !words[1].isBlank())
                    .flatMap(setting -> setting.type().read(words[1].strip()));
            if (value.isEmpty() || settings.put(flag, value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new SamplePrompt(text, settings))
                .filter(prompt -> prompt.toString().length() <= LONGEST); // it is read again as it is written here
    }

    /** What is allowed, for a message. */
    static String allowed() {
        return "each line a prompt of up to " + LONGEST + " characters, with any of these behind it: "
                + FLAGS.entrySet().stream()
                        .map(flag -> "--" + flag.getKey() + " ("
                                + flag.getValue().key() + ": "
                                + flag.getValue().type().allowed() + ")")
                        .collect(Collectors.joining(", "));
    }

    /** The prompt with its settings, by the names that sd-scripts has for them in a file of prompts. */
    public Map<String, Object> named() {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("prompt", text);
        FLAGS.forEach((flag, setting) ->
                Optional.ofNullable(settings.get(flag)).ifPresent(value -> named.put(setting.key(), value)));
        return named;
    }

    /** The line that is read as this. */
    @Override
    public String toString() {
        return text
                + FLAGS.keySet().stream()
                        .filter(settings::containsKey)
                        .map(flag -> FLAG + flag + " " + settings.get(flag))
                        .collect(Collectors.joining());
    }
}

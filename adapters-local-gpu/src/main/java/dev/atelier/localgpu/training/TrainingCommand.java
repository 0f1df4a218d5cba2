package dev.atelier.localgpu.training;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.domain.training.FoundationModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trainer's program with its arguments. It is split at whitespace outside of single and double quotes and started without
 * a shell. In each argument {@code {config}} is replaced by the configuration file, {@code {workdir}} by the training's work
 * directory, and {@code {script}} by the script of sd-scripts for the base model.
 */
record TrainingCommand(List<String> words) {

    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
    private static final Pattern PIECE = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^'\"]+)");
    private static final String CONFIG = "{config}";

    static TrainingCommand parse(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        int end = 0;
        boolean wellFormed = true;
        while (matcher.find()) {
            wellFormed &= command.substring(end, matcher.start()).isBlank();
            words.add(unquoted(matcher.group()));
            end = matcher.end();
        }
        wellFormed &= command.substring(end).isBlank();
        ConfigurationChecks.require(
                wellFormed && words.stream().anyMatch(word -> word.contains(CONFIG)),
                TrainingConfiguration.KEY + ".command",
                "a command with unbalanced quotes or without " + CONFIG,
                "a command that is given " + CONFIG + ", such as"
                        + " accelerate launch /opt/sd-scripts/{script} --config_file {config}");
        return new TrainingCommand(List.copyOf(words));
    }

    /** The words with the placeholders replaced. */
    List<String> filled(Path config, Path workdir, FoundationModel foundation) {
        String script = switch (foundation) {
            case SD_1_5 -> "train_network.py";
            case SD_XL -> "sdxl_train_network.py";
        };
        return words.stream()
                .map(word -> word.replace(CONFIG, config.toString())
                        .replace("{workdir}", workdir.toString())
                        .replace("{script}", script))
                .toList();
    }

    private static String unquoted(String word) {
        return PIECE.matcher(word).replaceAll(piece -> {
            String text = piece.group(1) != null ? piece.group(1) : piece.group(2);
            return Matcher.quoteReplacement(text != null ? text : piece.group(3));
        });
    }
}

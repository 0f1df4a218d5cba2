package dev.atelier.rest.console;

import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form of a new training. Its fields have the names that they have in the API, and what is empty takes its default. */
final class TrainingForm {

    private static final String EVERY_EPOCHS = "sample_every_n_epochs";

    /** The options that have a field of their own. */
    private static final List<String> OPTIONS = List.of(
            "output_name",
            "max_train_epochs",
            "max_train_steps",
            "save_every_n_epochs",
            "train_batch_size",
            "resolution",
            "learning_rate",
            "network_dim",
            "network_alpha",
            "seed",
            TrainingOptions.SAMPLE_PROMPTS,
            EVERY_EPOCHS);

    private TrainingForm() {}

    /** @throws InvalidRequestException if a field has what is not allowed */
    static CreateAndStartTraining.Command read(FormFields form) {
        Map<String, Object> training = new LinkedHashMap<>();
        List.of("training_instance_type", "model", "dataset", "fm_type")
                .forEach(name -> form.given(name).ifPresent(text -> training.put(name, text)));
        Map<String, Object> config = config(form);
        return new CreateAndStartTraining.Command(
                FoundationModel.of(form.text("fm_type")),
                new Source.Named(form.text("model")),
                new Source.Named(form.text("dataset")),
                ImageDefaults.USUAL,
                config,
                Map.of("training_params", training, "config_params", config));
    }

    private static Map<String, Object> config(FormFields form) {
        Map<String, Object> config = new LinkedHashMap<>();
        OPTIONS.forEach(name -> form.given(name).ifPresent(text -> config.put(name, text)));
        for (String line : form.lines("options")) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new InvalidRequestException("each line of further options should have a name, an equals sign and"
                        + " a value, not " + TextSanitizer.quote(line));
            }
            config.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        if (config.containsKey(TrainingOptions.SAMPLE_PROMPTS) && !config.containsKey("sample_every_n_steps")) {
            config.putIfAbsent(EVERY_EPOCHS, "1");
        }
        return config;
    }
}

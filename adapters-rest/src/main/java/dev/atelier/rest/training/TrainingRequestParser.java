package dev.atelier.rest.training;

import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.envelope.PathParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses requests for trainings. */
public final class TrainingRequestParser {

    private static final String TRAINING_PARAMS = "training_params";
    private static final String CONFIG_PARAMS = "config_params";
    private static final String DOCUMENTED_SECTION = "training";

    private TrainingRequestParser() {}

    static CreateAndStartTraining.Command create(JsonObjectReader body) {
        body.require("lora_train_type", "params").requireEquals("lora_train_type", TrainingJobName.KOHYA);
        JsonObjectReader params = body.object("params");
        JsonObjectReader training = params.require(TRAINING_PARAMS).object(TRAINING_PARAMS);
        training.require("training_instance_type", "fm_type").nonEmptyText("training_instance_type");
        return new CreateAndStartTraining.Command(
                FoundationModel.of(training.string("fm_type")),
                source(training, "s3_model_path", "model"),
                source(training, "s3_data_path", "dataset"),
                ImageDefaults.USUAL,
                params.has(CONFIG_PARAMS) ? config(params.object(CONFIG_PARAMS)) : Map.of(),
                params.passThrough());
    }

    /** Options, flat or in sections; the one documented section has to be an object. */
    private static Map<String, Object> config(JsonObjectReader config) {
        if (config.has(DOCUMENTED_SECTION)) {
            config.object(DOCUMENTED_SECTION);
        }
        return config.toMap();
    }

    /** A location, or the name that later clients send instead. */
    private static Source source(JsonObjectReader training, String placeField, String nameField) {
        Optional<String> name = training.optionalString(nameField);
        return name.isPresent() && training.optionalString(placeField).isEmpty()
                ? new Source.Named(name.get())
                : at(training.nonEmptyText(placeField));
    }

    /** Folders are often written with a slash at the end. */
    public static Source at(String place) {
        return new Source.At(StorageUri.parse(place.endsWith("/") ? place.substring(0, place.length() - 1) : place));
    }

    /** The id; a malformed one is not found. */
    public static TrainingId id(String text) {
        return TrainingId.parse(text)
                .orElseThrow(() -> new NotFoundException("Job with id " + PathParameters.shown(text) + " not found"));
    }

    /** The valid ids; others exist nowhere, and deleting them is not an error. */
    static List<TrainingId> ids(JsonObjectReader body) {
        return body.strings("training_id_list").stream()
                .map(TrainingId::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}

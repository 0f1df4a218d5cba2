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
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Parses requests for trainings. */
public final class TrainingRequestParser {

    private static final String TRAINING_PARAMS = "training_params";
    private static final String CONFIG_PARAMS = "config_params";
    private static final String DOCUMENTED_SECTION = "training";

    private TrainingRequestParser() {}

    static CreateAndStartTraining.Command create(JsonObjectReader body) {
        body.require("lora_train_type", "params").requireEquals("lora_train_type", TrainingJobName.KOHYA);
        TrainingSchemas.NewTrainingParams params =
                body.as(TrainingSchemas.NewTraining.class).params();
        TrainingSchemas.TrainingParams training = params.trainingParams();
        JsonObjectReader free = body.object("params");
        free.optionalObject(CONFIG_PARAMS).optionalObject(DOCUMENTED_SECTION); // is an object, if given
        return new CreateAndStartTraining.Command(
                FoundationModel.of(training.fmType()),
                source(training.modelPath(), training.model(), "s3_model_path", free),
                source(training.dataPath(), training.dataset(), "s3_data_path", free),
                ImageDefaults.USUAL,
                Objects.requireNonNullElse(params.configParams(), Map.of()),
                params.all());
    }

    /** A location, or the name that later clients send instead; without both, the location is missing. */
    private static Source source(
            @Nullable String place, @Nullable String name, String placeField, JsonObjectReader params) {
        return name != null && place == null
                ? new Source.Named(name)
                : at(params.object(TRAINING_PARAMS).nonEmptyText(placeField));
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
        return body.as(TrainingSchemas.TrainingIds.class).trainingIds().stream()
                .map(TrainingId::parse)
                .flatMap(Optional::stream)
                .toList();
    }
}

package dev.atelier.rest.training.v2023;

import dev.atelier.application.training.CreateAndStartTraining;
import dev.atelier.application.training.CreateAndStartTraining.ModelSource;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.training.TrainingJobName;
import dev.atelier.rest.training.TrainingRequestParser;
import java.util.List;
import java.util.Optional;

/** Parses requests of the 2023-07-05 generation for trainings. */
final class V2023TrainingRequestParser {

    private static final String DATA = "data_tar_list";
    private static final String CLASS_DATA = "class_data_tar_list";
    private static final String START = "Training";

    private V2023TrainingRequestParser() {}

    static CreateAndStartTraining.Command register(JsonObjectReader body) {
        body.require("train_type", "model_id", "params").requireEquals("train_type", TrainingJobName.TRAIN_TYPE);
        V2023TrainingSchemas.NewTrain train = body.as(V2023TrainingSchemas.NewTrain.class);
        V2023TrainingSchemas.TrainingParams training = train.params().trainingParams();
        DreamboothConfig config = DreamboothConfig.of(body.object("params").object("config_params"));
        return new CreateAndStartTraining.Command(
                Optional.ofNullable(training.fmType()).map(FoundationModel::of).orElse(FoundationModel.SD_1_5),
                new ModelSource.Identified(train.modelId()),
                dataset(training),
                config.images(),
                config.options(),
                train.params().all());
    }

    private static Source dataset(V2023TrainingSchemas.TrainingParams training) {
        if (training.classData() != null && !named(training.classData()).isEmpty()) {
            throw new InvalidRequestException(
                    CLASS_DATA + " names regularisation images, which this service does not use; leave it out");
        }
        List<String> datasets = named(training.data());
        if (datasets.size() != 1) {
            throw new InvalidRequestException(DATA + " names " + datasets.size()
                    + " datasets; a training learns from one, such as s3://bucket/dataset/name");
        }
        return TrainingRequestParser.at(datasets.get(0));
    }

    /** Empty strings are ignored; clients fill lists with them. */
    private static List<String> named(List<String> places) {
        return places.stream().filter(place -> !place.isBlank()).toList();
    }

    /** The training to start, which is the only supported update. */
    static TrainingId start(JsonObjectReader body) {
        body.require("train_job_id", "status").requireEquals("status", START);
        return TrainingRequestParser.id(
                body.as(V2023TrainingSchemas.TrainChange.class).trainJobId());
    }

    /** Whether the query includes Stable-diffusion, the only type of trainings. */
    static boolean asksForTrainings(QueryParameters queryParameters) {
        List<CheckpointType> types =
                queryParameters.list("types").stream().map(CheckpointType::of).toList();
        return types.isEmpty() || types.contains(CheckpointType.of(TrainingJobName.TRAIN_TYPE));
    }
}

package dev.atelier.rest.model.v2023;

import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.model.CreateModel;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.model.ModelStatus;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.checkpoint.CheckpointRequestParser;
import dev.atelier.rest.envelope.PathParameters;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Parses requests for models. */
final class V2023ModelRequestParser {

    private static final String PARAMS = "params";
    private static final String CREATION = "create_model_params";
    private static final String FROM_HUB = "from_hub";

    private V2023ModelRequestParser() {}

    static CreateModel.Command create(JsonObjectReader body) {
        if (body.optionalObject(PARAMS).optionalObject(CREATION).isTrue(FROM_HUB)) {
            throw new InvalidRequestException("models are uploaded here, not downloaded: " + CREATION + "." + FROM_HUB
                    + " should be false; POST /upload_checkpoint imports a model from a URL");
        }
        V2023ModelSchemas.NewModel model = body.as(V2023ModelSchemas.NewModel.class);
        return new CreateModel.Command(
                CheckpointType.of(model.modelType()),
                new ModelName(model.name()),
                file(CheckpointRequestParser.files(model.filenames())),
                Objects.requireNonNullElse(model.params(), Map.of()));
    }

    private static FileParts file(List<FileParts> files) {
        if (files.size() != 1) {
            throw new InvalidRequestException("filenames has " + files.size()
                    + " entries; a model comes in one file, which may be a .tar that holds it");
        }
        return files.get(0);
    }

    static ModelId id(JsonObjectReader body) {
        String id = body.as(V2023ModelSchemas.ModelCompletion.class).modelId();
        return ModelId.parse(id)
                .orElseThrow(
                        () -> new NotFoundException("model with id " + PathParameters.shown(id) + " is not found"));
    }

    /** The tags of the uploaded parts, by file. */
    static Map<String, List<UploadedPart>> completion(JsonObjectReader body) {
        body.requireEquals("status", ModelStatus.CREATING.word());
        return CheckpointRequestParser.tags(
                body.as(V2023ModelSchemas.ModelCompletion.class).multiPartsTags());
    }

    static List<CheckpointType> types(QueryParameters queryParameters) {
        return queryParameters.list("types").stream().map(CheckpointType::of).toList();
    }
}

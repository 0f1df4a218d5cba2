package dev.atelier.persistence.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Converts an inference job's JSON columns. */
@Singleton
final class InferenceJobJsonColumns {

    private static final Argument<List<Model>> MODELS = Argument.listOf(Model.class);
    private static final Argument<List<String>> NAMES = Argument.listOf(String.class);

    private final JsonColumnCodec jsonColumnCodec;

    InferenceJobJsonColumns(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    String models(List<ModelReference> models) {
        return jsonColumnCodec.write(MODELS, models.stream().map(Model::of).toList());
    }

    List<ModelReference> models(String column) {
        return jsonColumnCodec.read(MODELS, column).stream()
                .map(Model::toUsedModel)
                .toList();
    }

    String images(List<String> images) {
        return jsonColumnCodec.write(NAMES, images);
    }

    List<String> images(String column) {
        return jsonColumnCodec.read(NAMES, column);
    }

    @Serdeable
    record Model(
            CheckpointType type,
            String name,
            @Nullable UUID checkpoint,
            @Nullable String file,
            @Nullable String folder,
            @Nullable String sha256) {

        static Model of(ModelReference model) {
            return new Model(
                    model.type(),
                    model.name(),
                    model.isFile() ? model.checkpoint().value() : null,
                    model.isStored() ? model.file().toString() : null,
                    model.isFile() ? model.folder().toString() : null,
                    model.sha256());
        }

        ModelReference toUsedModel() {
            return new ModelReference(
                    type,
                    name,
                    checkpoint == null ? null : new CheckpointId(checkpoint),
                    file == null ? null : StorageUri.parse(file),
                    folder == null ? null : StorageUri.parse(folder),
                    sha256);
        }
    }
}

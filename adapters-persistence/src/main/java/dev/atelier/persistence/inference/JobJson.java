package dev.atelier.persistence.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.UsedModel;
import dev.atelier.persistence.Json;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** The columns of a job that hold JSON. */
@Singleton
final class JobJson {

    private static final Argument<List<Model>> MODELS = Argument.listOf(Model.class);
    private static final Argument<List<String>> NAMES = Argument.listOf(String.class);

    private final Json json;

    JobJson(Json json) {
        this.json = json;
    }

    String models(List<UsedModel> models) {
        return json.write(MODELS, models.stream().map(Model::of).toList());
    }

    List<UsedModel> models(String column) {
        return json.read(MODELS, column).stream().map(Model::toUsedModel).toList();
    }

    String images(List<String> images) {
        return json.write(NAMES, images);
    }

    List<String> images(String column) {
        return json.read(NAMES, column);
    }

    @Serdeable
    record Model(
            CheckpointType type,
            String name,
            @Nullable UUID checkpoint,
            @Nullable String file,
            @Nullable String folder) {

        static Model of(UsedModel model) {
            return new Model(
                    model.type(),
                    model.name(),
                    model.isFile() ? model.checkpoint().value() : null,
                    model.isStored() ? model.file().toString() : null,
                    model.isFile() ? model.folder().toString() : null);
        }

        UsedModel toUsedModel() {
            return new UsedModel(
                    type,
                    name,
                    checkpoint == null ? null : new CheckpointId(checkpoint),
                    file == null ? null : StorageUri.parse(file),
                    folder == null ? null : StorageUri.parse(folder));
        }
    }
}

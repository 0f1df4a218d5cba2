package dev.atelier.persistence.model;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.model.ModelPackage;
import dev.atelier.domain.model.ModelStatus;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A model's row; when read, together with its access list. The upload is stored below the output location. */
@MappedEntity("model")
record ModelEntity(
        @Id UUID id,
        String name,
        CheckpointType type,
        ModelStatus status,
        String file,
        String uploadId,
        int uploadParts,
        String output,
        String params,
        @Nullable String error,
        String creator,
        @UtcTimestamp Instant created,
        int attempt,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> principals) {

    /** Columns to select from {@code model m} for this entity. */
    static final String COLUMNS = """
            m.id, m.name, m.type, m.status, m.file, m.upload_id, m.upload_parts, m.output, m.params, m.error, m.creator,
            m.created, m.attempt,
            array(select principal from model_access where model_id = m.id) as principals
            """;

    static ModelEntity of(Model model, ModelJsonColumns json) {
        return new ModelEntity(
                model.id().value(),
                model.name().value(),
                model.type(),
                model.status(),
                model.file().toString(),
                model.upload().uploadId(),
                model.upload().parts(),
                model.output().toString(),
                json.params(model.params()),
                model.error(),
                model.creator().value(),
                model.created(),
                0,
                Principals.columns(model.allowedRolesOrUsers()));
    }

    Model toModel(ModelJsonColumns json) {
        StorageUri folder = StorageUri.parse(output);
        return new Model(
                new ModelId(id),
                new ModelName(name),
                type,
                status,
                new ModelPackage(new CheckpointFileName(file)),
                new MultipartUpload(uploadId, folder.resolve(file), uploadParts),
                folder,
                json.params(params),
                error,
                new UserName(creator),
                Principals.of(principals),
                created);
    }
}

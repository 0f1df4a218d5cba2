package dev.atelier.persistence.dataset;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A dataset's row; when read, together with its access list. */
@MappedEntity("dataset")
record DatasetEntity(
        @Id UUID id,
        String name,
        String prefix,
        String location,
        DatasetStatus status,
        String params,
        String creator,
        @UtcTimestamp Instant created,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> principals) {

    /** Columns to select from {@code dataset d} for this entity. */
    static final String COLUMNS = """
            d.id, d.name, d.prefix, d.location, d.status, d.params, d.creator, d.created,
            array(select principal from dataset_access where dataset_id = d.id) as principals
            """;

    static DatasetEntity of(Dataset dataset, DatasetJsonColumns json) {
        return new DatasetEntity(
                dataset.id().value(),
                dataset.name().value(),
                dataset.prefix(),
                dataset.location().toString(),
                dataset.status(),
                json.params(dataset.params()),
                dataset.creator().value(),
                dataset.created(),
                Principals.columns(dataset.allowedRolesOrUsers()));
    }

    Dataset toDataset(DatasetJsonColumns json) {
        return new Dataset(
                new DatasetId(id),
                new DatasetName(name),
                prefix,
                StorageUri.parse(location),
                status,
                json.params(params),
                new UserName(creator),
                Principals.of(principals),
                created);
    }
}

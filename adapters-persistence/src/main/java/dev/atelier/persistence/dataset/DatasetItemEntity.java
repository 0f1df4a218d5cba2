package dev.atelier.persistence.dataset;

import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetStatus;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** An item's row, with its position in its dataset. */
@MappedEntity("dataset_item")
record DatasetItemEntity(
        UUID datasetId, int position, String file, String name, String type, String params, DatasetStatus status) {

    static DatasetItemEntity of(DatasetId dataset, int position, DatasetItem item, DatasetJsonColumns json) {
        return new DatasetItemEntity(
                dataset.value(),
                position,
                item.file().value(),
                item.name(),
                item.type(),
                json.params(item.params()),
                item.status());
    }

    DatasetItem toItem(DatasetJsonColumns json) {
        return new DatasetItem(new DatasetFileName(file), name, type, json.params(params), status);
    }
}

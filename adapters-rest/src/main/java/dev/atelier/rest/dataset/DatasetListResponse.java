package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.dataset.Dataset;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/** A page of the list of datasets; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record DatasetListResponse(
        List<Map<String, Object>> datasets,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {

    static DatasetListResponse of(Page<Dataset> page) {
        return new DatasetListResponse(
                page.items().stream().map(DatasetView::of).toList(),
                page.next().map(Cursor::toString).orElse(null));
    }
}

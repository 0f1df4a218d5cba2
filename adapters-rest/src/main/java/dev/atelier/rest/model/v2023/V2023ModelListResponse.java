package dev.atelier.rest.model.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.model.Model;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/** The models, newest first. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023ModelListResponse(int statusCode, List<ListedModel> models) {

    /**
     * @param created in seconds since 1970
     * @param error why it is Fail; omitted otherwise
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ListedModel(
            String id,
            @JsonProperty("model_name") String modelName,
            long created,
            Map<String, Object> params,
            String status,
            @JsonProperty("output_s3_location") String outputS3Location,
            @Nullable String error) {

        static ListedModel of(Model model) {
            return new ListedModel(
                    model.id().toString(),
                    model.name().value(),
                    model.created().getEpochSecond(),
                    model.params(),
                    model.status().word(),
                    model.output().toString(),
                    model.error());
        }
    }

    static V2023ModelListResponse of(List<Model> models) {
        return new V2023ModelListResponse(
                HttpStatus.OK.getCode(), models.stream().map(ListedModel::of).toList());
    }
}

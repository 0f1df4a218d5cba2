package dev.atelier.rest.model.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.model.CreateModel;
import dev.atelier.domain.model.Model;
import dev.atelier.rest.checkpoint.v2023.V2023MultipartUploadResponse;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A new model and the upload URLs of its file.
 *
 * @param s3PresignUrl in the reference's format, by file the URLs of its parts; else these are in the job
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record V2023CreateModelResponse(
        int statusCode, Job job, @Nullable Map<String, List<String>> s3PresignUrl) {

    @Serdeable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Job(
            String id,
            String status,
            @JsonProperty("s3_base") String s3Base,
            @JsonProperty("model_type") String modelType,
            Map<String, Object> params,
            @Nullable List<V2023MultipartUploadResponse> s3PresignUrl) {

        static Job of(Model model, @Nullable List<V2023MultipartUploadResponse> handles) {
            return new Job(
                    model.id().toString(),
                    model.status().word(),
                    model.output().toString(),
                    model.type().word(),
                    model.params(),
                    handles);
        }
    }

    static V2023CreateModelResponse withHandle(CreateModel.Created created, Function<URI, String> links) {
        Model model = created.model();
        V2023MultipartUploadResponse handle =
                V2023MultipartUploadResponse.of(model.file().toString(), model.upload(), urls(created, links));
        return new V2023CreateModelResponse(HttpStatus.OK.getCode(), Job.of(model, List.of(handle)), null);
    }

    static V2023CreateModelResponse withUrlsByFile(CreateModel.Created created, Function<URI, String> links) {
        return new V2023CreateModelResponse(
                HttpStatus.OK.getCode(),
                Job.of(created.model(), null),
                Map.of(created.model().file().toString(), urls(created, links)));
    }

    private static List<String> urls(CreateModel.Created created, Function<URI, String> links) {
        return created.partUrls().stream().map(links).toList();
    }
}

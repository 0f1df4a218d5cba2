package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.Map;

/** A checkpoint in the responses to its creation and update. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CheckpointView(
        String id,
        String type,
        @JsonProperty("s3_location") String s3Location,
        String status,

        @Schema(implementation = CheckpointSchemas.CheckpointParams.class)
        Map<String, Object> params) {

    /** The multipart upload of a file. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Upload(@JsonProperty("upload_id") String uploadId, String bucket, String key) {

        static Upload none(StorageUri location) {
            return new Upload("", location.bucket(), location.key());
        }

        static Upload of(MultipartUpload upload) {
            return new Upload(
                    upload.uploadId(),
                    upload.location().bucket(),
                    upload.location().key());
        }
    }

    public static CheckpointView of(Checkpoint checkpoint) {
        return new CheckpointView(
                checkpoint.id().toString(),
                checkpoint.type().word(),
                checkpoint.location().toString(),
                checkpoint.status().word(),
                params(checkpoint));
    }

    /** As {@link #of}, with another word for the status. */
    public CheckpointView in(String word) {
        return new CheckpointView(id, type, s3Location, word, params);
    }

    /** As {@link #of}, with the future locations of the files in place of uploads. */
    static CheckpointView imported(Checkpoint checkpoint) {
        Map<String, Upload> places = new LinkedHashMap<>();
        checkpoint.files().forEach(file -> places.put(file.name().value(), Upload.none(file.location())));
        CheckpointView view = of(checkpoint);
        view.params().put("multipart_upload", places);
        return view;
    }

    /** The client's params, overridden by the documented fields, so that a client cannot choose the creator. */
    static Map<String, Object> params(Checkpoint checkpoint) {
        Map<String, Object> params = new LinkedHashMap<>(checkpoint.params());
        params.putIfAbsent("message", "");
        params.put("creator", checkpoint.creator().value());
        params.put("created", TimestampFormat.write(checkpoint.created()));
        Map<String, Upload> uploads = new LinkedHashMap<>();
        checkpoint.uploads().forEach((file, upload) -> uploads.put(file, Upload.of(upload)));
        params.put("multipart_upload", uploads);
        return params;
    }
}

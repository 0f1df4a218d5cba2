package dev.atelier.rest.checkpoint.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.checkpoint.MultipartUpload;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * The multipart upload of a file. The documents show the first three fields only, which are not enough to upload it.
 *
 * @param urls of the parts, in order
 */
@Serdeable
public record V2023MultipartUploadResponse(
        @JsonProperty("upload_id") String uploadId, String bucket, String key, String filename, List<String> urls) {

    public static V2023MultipartUploadResponse of(String file, MultipartUpload upload, List<String> urls) {
        return new V2023MultipartUploadResponse(
                upload.uploadId(), upload.location().bucket(), upload.location().key(), file, urls);
    }
}

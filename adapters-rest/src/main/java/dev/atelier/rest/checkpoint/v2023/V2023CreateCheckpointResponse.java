package dev.atelier.rest.checkpoint.v2023;

import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.rest.checkpoint.CheckpointView;
import dev.atelier.rest.checkpoint.PartUploadUrls;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A new checkpoint and the upload URLs of its files.
 *
 * @param s3PresignUrl a {@link V2023MultipartUploadResponse} for each file; in the reference's format, by file the URLs
 *     of its parts
 */
@Serdeable
record V2023CreateCheckpointResponse(int statusCode, CheckpointView checkpoint, Object s3PresignUrl) {

    static V2023CreateCheckpointResponse withHandles(CreateCheckpoint.Created created, Function<URI, String> links) {
        Map<String, List<String>> urls = PartUploadUrls.of(created, links);
        return of(
                created.checkpoint(),
                created.checkpoint().uploads().entrySet().stream()
                        .map(file -> V2023MultipartUploadResponse.of(
                                file.getKey(), file.getValue(), urls.get(file.getKey())))
                        .toList());
    }

    static V2023CreateCheckpointResponse withUrlsByFile(CreateCheckpoint.Created created, Function<URI, String> links) {
        return of(created.checkpoint(), PartUploadUrls.of(created, links));
    }

    private static V2023CreateCheckpointResponse of(Checkpoint checkpoint, Object s3PresignUrl) {
        return new V2023CreateCheckpointResponse(
                HttpStatus.OK.getCode(), V2023ImportCheckpointResponse.view(checkpoint), s3PresignUrl);
    }
}

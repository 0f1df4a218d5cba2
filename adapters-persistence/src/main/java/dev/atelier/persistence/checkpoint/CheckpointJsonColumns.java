package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converts a checkpoint's JSON columns. */
@Singleton
final class CheckpointJsonColumns {

    private static final Argument<Map<String, Object>> PARAMS = Argument.mapOf(String.class, Object.class);
    private static final Argument<Map<String, Upload>> UPLOADS = Argument.mapOf(String.class, Upload.class);

    private final JsonColumnCodec jsonColumnCodec;

    CheckpointJsonColumns(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    @Serdeable
    record Upload(
            String id, String location, int parts, @Nullable Long bytes) {}

    String params(Map<String, Object> params) {
        return jsonColumnCodec.write(PARAMS, params);
    }

    Map<String, Object> params(String column) {
        return jsonColumnCodec.read(PARAMS, column);
    }

    String uploads(Map<String, MultipartUpload> uploads) {
        Map<String, Upload> written = new LinkedHashMap<>();
        uploads.forEach((file, upload) -> written.put(
                file,
                new Upload(
                        upload.uploadId(),
                        upload.location().toString(),
                        upload.parts(),
                        upload.bytes() == 0 ? null : upload.bytes())));
        return jsonColumnCodec.write(UPLOADS, written);
    }

    Map<String, MultipartUpload> uploads(String column) {
        Map<String, MultipartUpload> uploads = new LinkedHashMap<>();
        jsonColumnCodec
                .read(UPLOADS, column)
                .forEach((file, upload) -> uploads.put(
                        file,
                        new MultipartUpload(
                                upload.id(),
                                StorageUri.parse(upload.location()),
                                upload.parts(),
                                upload.bytes() == null ? 0 : upload.bytes())));
        return uploads;
    }
}

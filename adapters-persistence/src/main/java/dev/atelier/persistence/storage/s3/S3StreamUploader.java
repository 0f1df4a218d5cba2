package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.StorageUri;
import dev.atelier.persistence.storage.multipart.PartLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Uploads content of unknown length. Content that fits into one part is sent in one request; more is sent in parts, one
 * at a time in memory. Either way the file appears when it is complete.
 */
final class S3StreamUploader {

    static final int PART_BYTES = 16 * 1024 * 1024;

    private static final int SMALL_BYTES = 1024 * 1024;

    private final S3Client client;
    private final S3MultipartUploads uploads;

    S3StreamUploader(S3Client client, S3MultipartUploads uploads) {
        this.client = client;
        this.uploads = uploads;
    }

    /** @param metadata to be stored with the file */
    void put(StorageUri location, InputStream content, String contentType, Map<String, String> metadata)
            throws IOException {
        byte[] first = content.readNBytes(PART_BYTES);
        if (first.length < PART_BYTES) {
            S3ExceptionTranslator.ask(
                    location,
                    () -> client.putObject(
                            put(location, contentType, metadata, first.length), body(first, first.length)));
        } else {
            putInParts(location, content, contentType, metadata, first);
        }
    }

    private static PutObjectRequest put(
            StorageUri location, String contentType, Map<String, String> metadata, int length) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.key())
                .contentType(contentType)
                .metadata(metadata);
        return (length > SMALL_BYTES ? put : put.overrideConfiguration(S3Clients.SHORT)).build();
    }

    private void putInParts(
            StorageUri location, InputStream content, String contentType, Map<String, String> metadata, byte[] first)
            throws IOException {
        S3UploadId upload = uploads.begin(location, contentType, metadata);
        try {
            List<CompletedPart> parts = sendParts(location, upload.id(), content, first);
            S3ExceptionTranslator.ask(location, () -> {
                uploads.complete(location, upload, parts);
                return null;
            });
        } catch (IOException | RuntimeException e) {
            abort(location, upload, e);
            throw e;
        }
    }

    private List<CompletedPart> sendParts(StorageUri location, String uploadId, InputStream content, byte[] buffer)
            throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        for (int length = buffer.length; length > 0; length = content.readNBytes(buffer, 0, buffer.length)) {
            if (parts.size() == PartLimit.MAX) {
                throw new PayloadTooLargeException("the S3 store takes files of " + (long) PartLimit.MAX * PART_BYTES
                        + " bytes at most if their length is unknown");
            }
            parts.add(send(location, uploadId, parts.size() + 1, body(buffer, length)));
        }
        return parts;
    }

    private CompletedPart send(StorageUri location, String uploadId, int number, RequestBody body) throws IOException {
        String eTag = S3ExceptionTranslator.ask(
                        location,
                        () -> client.uploadPart(
                                part -> part.bucket(location.bucket())
                                        .key(location.key())
                                        .uploadId(uploadId)
                                        .partNumber(number),
                                body))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(eTag).build();
    }

    private void abort(StorageUri location, S3UploadId upload, Exception reason) {
        try {
            uploads.abort(location, upload);
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** Not copied, unlike the SDK's own bodies; re-readable, so that the request can be retried. */
    private static RequestBody body(byte[] buffer, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(buffer, 0, length), length, "application/octet-stream");
    }
}

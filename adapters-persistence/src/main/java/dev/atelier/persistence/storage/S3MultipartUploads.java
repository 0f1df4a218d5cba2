package dev.atelier.persistence.storage;

import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Multipart uploads that clients send to S3 directly. */
final class S3MultipartUploads {

    private static final String GONE = "NoSuchUpload";

    /** S3's error codes for a rejected completion, with our messages; the upload stays open. */
    private static final Map<String, String> REJECTIONS = Map.of(
            "InvalidPart",
            "a part was not uploaded, or not with the tag given; it is the ETag that the last PUT was answered with",
            "InvalidPartOrder",
            "the parts are not in order",
            "EntityTooSmall",
            "a part is too small: each but the last has 5 MiB at least");

    private final S3Client client;

    S3MultipartUploads(S3Client client) {
        this.client = client;
    }

    MultipartUpload begin(StorageUri location, int parts) throws IOException {
        PartLimit.require(parts);
        ObjectKeyValidator.require(location);
        UUID mark = UUID.randomUUID();
        String id = S3ExceptionTranslator.ask(
                        location,
                        () -> client.createMultipartUpload(create -> create.bucket(location.bucket())
                                .key(location.key())
                                .contentType(ContentTypeResolver.of(location.fileName()))
                                .metadata(Map.of(S3UploadId.MARK, mark.toString()))))
                .uploadId();
        return new MultipartUpload(new S3UploadId(mark, id).uploadId(), location, parts);
    }

    void complete(MultipartUpload upload, List<UploadedPart> tags) throws IOException {
        S3UploadId known = S3UploadId.of(upload).orElseThrow(() -> LocalMultipartUploads.unknown(upload));
        List<CompletedPart> parts = UploadedPartList.byNumber(tags, upload.parts()).entrySet().stream()
                .map(tag -> CompletedPart.builder()
                        .partNumber(tag.getKey())
                        .eTag('"' + tag.getValue() + '"')
                        .build())
                .toList();
        StorageUri location = upload.location();
        try {
            client.completeMultipartUpload(complete -> complete.bucket(location.bucket())
                    .key(location.key())
                    .uploadId(known.id())
                    .multipartUpload(whole -> whole.parts(parts)));
        } catch (S3Exception e) {
            acceptIfDone(upload, known, e);
        } catch (SdkException e) {
            throw S3ExceptionTranslator.explain(location, e);
        }
    }

    /** Throws the reason of a rejected completion, unless the upload was completed before. */
    private void acceptIfDone(MultipartUpload upload, S3UploadId known, S3Exception rejection) throws IOException {
        String code = S3ExceptionTranslator.code(rejection);
        if (REJECTIONS.containsKey(code)) {
            throw new InvalidRequestException(
                    "the upload to " + upload.location() + " cannot be completed: " + REJECTIONS.get(code));
        }
        if (!code.equals(GONE)) {
            throw S3ExceptionTranslator.explain(upload.location(), rejection);
        }
        if (!markAt(upload.location()).equals(Optional.of(known.mark().toString()))) {
            throw LocalMultipartUploads.unknown(upload);
        }
    }

    private Optional<String> markAt(StorageUri location) throws IOException {
        return S3Objects.head(client, location).map(file -> file.metadata().get(S3UploadId.MARK));
    }

    void abort(MultipartUpload upload) throws IOException {
        StorageUri location = upload.location();
        Optional<S3UploadId> known = S3UploadId.of(upload);
        if (known.isEmpty()) {
            return; // it never existed
        }
        try {
            client.abortMultipartUpload(abort -> abort.bucket(location.bucket())
                    .key(location.key())
                    .uploadId(known.get().id()));
        } catch (SdkException e) {
            if (!(e instanceof S3Exception answer)
                    || !S3ExceptionTranslator.code(answer).equals(GONE)) {
                throw S3ExceptionTranslator.explain(location, e);
            }
        }
    }
}

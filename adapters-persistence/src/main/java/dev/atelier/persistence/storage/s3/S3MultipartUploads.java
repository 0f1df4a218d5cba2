package dev.atelier.persistence.storage.s3;

import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.storage.ContentTypeResolver;
import dev.atelier.persistence.storage.ObjectKeyValidator;
import dev.atelier.persistence.storage.multipart.PartLimit;
import dev.atelier.persistence.storage.multipart.UploadedPartList;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Multipart uploads: those that clients send to S3 directly, and those of this service. */
final class S3MultipartUploads {

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
        S3UploadId id = begin(location, ContentTypeResolver.of(location.fileName()), Map.of());
        return new MultipartUpload(id.uploadId(), location, parts);
    }

    /** @param metadata to be stored with the file */
    S3UploadId begin(StorageUri location, String contentType, Map<String, String> metadata) throws IOException {
        UUID mark = UUID.randomUUID();
        Map<String, String> marked = new HashMap<>(metadata);
        marked.put(S3UploadId.MARK, mark.toString());
        String id = S3ExceptionTranslator.ask(
                        location,
                        () -> client.createMultipartUpload(create -> create.bucket(location.bucket())
                                .key(location.key())
                                .contentType(contentType)
                                .metadata(marked)))
                .uploadId();
        return new S3UploadId(mark, id);
    }

    void complete(MultipartUpload upload, List<UploadedPart> tags) throws IOException {
        S3UploadId known = S3UploadId.of(upload).orElseThrow(() -> UploadedPartList.unknown(upload));
        List<CompletedPart> parts = UploadedPartList.byNumber(tags, upload.parts()).entrySet().stream()
                .map(tag -> CompletedPart.builder()
                        .partNumber(tag.getKey())
                        .eTag('"' + tag.getValue() + '"')
                        .build())
                .toList();
        try {
            complete(upload.location(), known, parts);
        } catch (SdkException e) {
            throw explain(upload, e);
        }
    }

    /**
     * Puts the parts together, unless that was done before.
     *
     * @throws SdkException if it was not done
     */
    void complete(StorageUri location, S3UploadId upload, List<CompletedPart> parts) {
        try {
            client.completeMultipartUpload(complete -> complete.bucket(location.bucket())
                    .key(location.key())
                    .uploadId(upload.id())
                    .multipartUpload(whole -> whole.parts(parts)));
        } catch (SdkException e) {
            requireCompleted(location, upload, e);
        }
    }

    /** Throws the failure of a completion, unless that or an earlier one succeeded and only its response was lost. */
    private void requireCompleted(StorageUri location, S3UploadId upload, SdkException failure) {
        try {
            if (isCompleted(location, upload)) {
                return;
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    private boolean isCompleted(StorageUri location, S3UploadId upload) throws IOException {
        return S3Objects.head(client, location)
                .map(file -> file.metadata().get(S3UploadId.MARK))
                .equals(Optional.of(upload.mark().toString()));
    }

    private static IOException explain(MultipartUpload upload, SdkException failure) {
        String reason = REJECTIONS.get(code(failure));
        if (reason != null) {
            throw new InvalidRequestException("the upload to " + upload.location() + " cannot be completed: " + reason);
        }
        if (S3ExceptionTranslator.isMissing(failure)) {
            throw UploadedPartList.unknown(upload);
        }
        return S3ExceptionTranslator.explain(upload.location(), failure);
    }

    private static String code(SdkException failure) {
        return failure instanceof S3Exception answer ? S3ExceptionTranslator.code(answer) : "";
    }

    /** The parts that have arrived, or were put together; empty where S3 knows no such upload, or no longer. */
    Optional<List<ArrivedPart>> arrived(MultipartUpload upload) throws IOException {
        Optional<S3UploadId> known = S3UploadId.of(upload);
        if (known.isEmpty()) {
            return Optional.empty(); // it never existed
        }
        Optional<List<ArrivedPart>> listed = listed(upload.location(), known.get());
        return listed.orElse(List.of()).isEmpty() && isCompleted(upload.location(), known.get())
                ? Optional.of(parts(upload, known.get()))
                : listed;
    }

    /** What S3 lists: some servers no parts of an upload that is completed or aborted, others that there is none. */
    private Optional<List<ArrivedPart>> listed(StorageUri location, S3UploadId upload) throws IOException {
        try {
            return Optional.of(client
                    .listPartsPaginator(list -> list.bucket(location.bucket())
                            .key(location.key())
                            .uploadId(upload.id())
                            .overrideConfiguration(S3Clients.SHORT))
                    .parts()
                    .stream()
                    .map(part -> new ArrivedPart(part.partNumber(), part.eTag(), part.size()))
                    .toList());
        } catch (SdkException e) {
            if (S3ExceptionTranslator.isMissing(e)) {
                return Optional.empty();
            }
            throw S3ExceptionTranslator.explain(location, e);
        }
    }

    /** All parts of a completed upload, of which S3 knows no tags any more: it is recognized by its mark. */
    private static List<ArrivedPart> parts(MultipartUpload upload, S3UploadId known) {
        return IntStream.rangeClosed(1, upload.parts())
                .mapToObj(number -> new ArrivedPart(number, known.mark().toString(), ArrivedPart.UNKNOWN))
                .toList();
    }

    void abort(MultipartUpload upload) throws IOException {
        Optional<S3UploadId> known = S3UploadId.of(upload);
        if (known.isPresent()) { // else it never existed
            abort(upload.location(), known.get());
        }
    }

    /** Aborts an upload that was not completed: some servers delete the file of one that was. */
    void abort(StorageUri location, S3UploadId upload) throws IOException {
        if (isCompleted(location, upload)) {
            return;
        }
        try {
            client.abortMultipartUpload(
                    abort -> abort.bucket(location.bucket()).key(location.key()).uploadId(upload.id()));
        } catch (SdkException e) {
            if (!S3ExceptionTranslator.isMissing(e)) {
                throw S3ExceptionTranslator.explain(location, e);
            }
        }
    }
}

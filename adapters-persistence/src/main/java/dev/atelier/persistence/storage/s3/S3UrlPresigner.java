package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.storage.ContentTypeResolver;
import dev.atelier.persistence.storage.multipart.UploadedPartList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs URLs that S3 serves itself, for one method and file. Sends no request. */
final class S3UrlPresigner {

    private final S3Presigner presigner;

    S3UrlPresigner(S3Presigner presigner) {
        this.presigner = presigner;
    }

    URI upload(StorageUri location, Duration validity) {
        return sign(
                location,
                () -> presigner.presignPutObject(request -> request.signatureDuration(validity)
                        .putObjectRequest(put -> put.bucket(location.bucket()).key(location.key()))));
    }

    URI download(StorageUri location, Duration validity) {
        return sign(
                location,
                () -> presigner.presignGetObject(request -> request.signatureDuration(validity)
                        .getObjectRequest(get -> get.bucket(location.bucket())
                                .key(location.key())
                                // The uploaded content type is ignored: no upload may be shown as a web page.
                                .responseContentType(ContentTypeResolver.of(location.fileName()))
                                .responseContentDisposition(ContentTypeResolver.disposition(location.fileName())))));
    }

    List<URI> parts(MultipartUpload upload, Duration validity) {
        S3UploadId known = S3UploadId.of(upload).orElseThrow(() -> UploadedPartList.unknown(upload));
        return IntStream.rangeClosed(1, upload.parts())
                .mapToObj(number -> part(upload.location(), known.id(), number, validity))
                .toList();
    }

    private URI part(StorageUri location, String uploadId, int number, Duration validity) {
        return sign(
                location,
                () -> presigner.presignUploadPart(request -> request.signatureDuration(validity)
                        .uploadPartRequest(part -> part.bucket(location.bucket())
                                .key(location.key())
                                .uploadId(uploadId)
                                .partNumber(number))));
    }

    /** Signing fails only if credentials, which expire for roles, are unavailable. */
    private static URI sign(StorageUri location, Supplier<PresignedRequest> signing) {
        try {
            return URI.create(S3ExceptionTranslator.ask(location, signing).url().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

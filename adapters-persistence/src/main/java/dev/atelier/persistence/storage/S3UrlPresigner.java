package dev.atelier.persistence.storage;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Signs URLs that S3 serves itself, for the method and file that they are given for. Asks nobody. */
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
                                // What a client stored it as does not count: no upload is to be shown as a page.
                                .responseContentType(ContentTypeResolver.of(location.fileName()))
                                .responseContentDisposition(ContentTypeResolver.disposition(location.fileName())))));
    }

    List<URI> parts(MultipartUpload upload, Duration validity) {
        S3UploadId known = S3UploadId.of(upload).orElseThrow(() -> LocalMultipartUploads.unknown(upload));
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

    /** What can fail is that credentials, which expire where a role gives them, cannot be had. */
    private static URI sign(StorageUri location, Supplier<PresignedRequest> signing) {
        try {
            return URI.create(S3ExceptionTranslator.ask(location, signing).url().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

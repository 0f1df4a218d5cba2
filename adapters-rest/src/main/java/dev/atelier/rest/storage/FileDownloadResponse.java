package dev.atelier.rest.storage;

import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.application.util.BoundedInputStream;
import dev.atelier.rest.envelope.Caching;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Responds to a download: with the file, a part of it, or 304 when the client has it already. */
final class FileDownloadResponse {

    private FileDownloadResponse() {}

    static HttpResponse<?> of(HttpRequest<?> request, PresignedUrlHandler.Download download) throws IOException {
        BasicFileAttributes file = Files.readAttributes(download.file(), BasicFileAttributes.class);
        String tag = tag(file);
        if (names(request.getHeaders().get(HttpHeaders.IF_NONE_MATCH), tag)) {
            return HttpResponse.notModified()
                    .header(HttpHeaders.ETAG, tag)
                    .header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF);
        }
        Optional<ByteRange> part = part(request, file.size(), tag);
        ByteRange range = part.orElse(new ByteRange(0, file.size() - 1));
        MutableHttpResponse<?> answer = request.getMethod() == HttpMethod.HEAD
                ? head(download, file.size())
                : HttpResponse.ok(new StreamedFile(
                        BoundedInputStream.ofFile(download.file(), range.first(), range.length()),
                        MediaType.of(download.contentType()),
                        file.lastModifiedTime().toMillis(),
                        range.length()));
        if (part.isPresent()) {
            answer.status(HttpStatus.PARTIAL_CONTENT).header(HttpHeaders.CONTENT_RANGE, range.of(file.size()));
        }
        return answer.header(HttpHeaders.ETAG, tag)
                .header(HttpHeaders.ACCEPT_RANGES, "bytes")
                // Ranges refer to the file's own bytes, so the response must not be compressed.
                .header(HttpHeaders.CONTENT_ENCODING, "identity")
                .header(HttpHeaders.CACHE_CONTROL, Caching.BRIEF);
    }

    private static Optional<ByteRange> part(HttpRequest<?> request, long length, String tag) {
        String condition = request.getHeaders().get(HttpHeaders.IF_RANGE);
        return request.getMethod() == HttpMethod.HEAD || (condition != null && !condition.equals(tag))
                ? Optional.empty()
                : ByteRange.parse(request.getHeaders().get(HttpHeaders.RANGE), length);
    }

    private static MutableHttpResponse<?> head(PresignedUrlHandler.Download download, long length) {
        return HttpResponse.ok()
                .contentType(MediaType.of(download.contentType()))
                .contentLength(length);
    }

    /** Files are only replaced as a whole, so time and size identify a version. */
    private static String tag(BasicFileAttributes file) {
        return '"' + Long.toHexString(file.lastModifiedTime().toMillis()) + "-" + Long.toHexString(file.size()) + '"';
    }

    private static boolean names(String condition, String tag) {
        return condition != null && (condition.strip().equals("*") || condition.contains(tag));
    }
}

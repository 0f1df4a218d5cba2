package dev.atelier.rest.storage;

import dev.atelier.application.storage.PresignedUrlHandler;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.OptionalLong;

/**
 * Serves signed URLs, for stores that have no server of their own. Content is streamed both ways. The signature applies
 * to the URL as it was sent, not to the decoded path.
 */
@Requires(beans = PresignedUrlHandler.class)
@Hidden
@Controller("/" + PresignedUrlHandler.PATH)
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
class PresignedFileController {

    private final PresignedUrlHandler files;

    PresignedFileController(PresignedUrlHandler files) {
        this.files = files;
    }

    @Put("/{+path}")
    HttpResponse<?> put(String path, @Nullable @Body InputStream content, HttpRequest<?> request) throws IOException {
        try (InputStream incoming = new ChecksumInputStream(
                content == null ? InputStream.nullInputStream() : new ClientBodyInputStream(content),
                BodyChecksum.announcedBy(request.getHeaders()))) {
            String eTag = files.receive(url(request), incoming, announced(request));
            return HttpResponse.ok().header(HttpHeaders.ETAG, eTag);
        }
    }

    /** Also serves {@code HEAD}. */
    @Get("/{+path}")
    HttpResponse<?> get(String path, HttpRequest<?> request) throws IOException {
        PresignedUrlHandler.Download download = files.download(url(request));
        return FileDownloadResponse.of(request, download);
    }

    private static URI url(HttpRequest<?> request) {
        String query = request.getUri().getRawQuery();
        return URI.create(request.getUri().getRawPath() + (query == null ? "" : "?" + query));
    }

    private static OptionalLong announced(HttpRequest<?> request) {
        return request.getHeaders().contentLength();
    }
}

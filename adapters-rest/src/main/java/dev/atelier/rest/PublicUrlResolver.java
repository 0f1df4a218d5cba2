package dev.atelier.rest;

import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.function.Function;

/** Converts URLs of the store to links for clients. Thread-safe. */
@Singleton
public class PublicUrlResolver {

    private final RestSettings settings;
    private final RequestOrigin origin;

    PublicUrlResolver(RestSettings settings, RequestOrigin origin) {
        this.settings = settings;
        this.origin = origin;
    }

    /** The link for the response to this request: relative URLs become absolute, others stay as they are. */
    public Function<URI, String> of(HttpRequest<?> request) {
        String root = settings.publicUrl() == null
                ? origin.of(request)
                : settings.publicUrl().toString();
        String base = root.endsWith("/") ? root : root + "/";
        return url -> url.isAbsolute() ? url.toString() : base + withoutSlash(url.toString());
    }

    private static String withoutSlash(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }
}

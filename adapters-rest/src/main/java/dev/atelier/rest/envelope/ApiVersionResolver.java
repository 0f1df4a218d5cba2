package dev.atelier.rest.envelope;

import dev.atelier.rest.compatibility.CompatibilityMode;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.AnnotationMetadataProvider;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.RouteAttributes;
import jakarta.inject.Singleton;

/** Determines the API generation of a request. Thread-safe. */
@Singleton
public final class ApiVersionResolver {

    private final CompatibilityMode compatibilityMode;

    ApiVersionResolver(CompatibilityMode compatibilityMode) {
        this.compatibilityMode = compatibilityMode;
    }

    /**
     * Whether the request is for an operation of the 2023-07-05 generation. Where a later generation has the same
     * route, that is the case if the request names no user in a header, and need not.
     */
    public boolean is2023(HttpRequest<?> request) {
        AnnotationMetadata operation = RouteAttributes.getRouteInfo(request)
                .map(AnnotationMetadataProvider::getAnnotationMetadata)
                .orElse(AnnotationMetadata.EMPTY_METADATA);
        return operation.hasAnnotation(Api20230705.class)
                && (!operation.isTrue(Api20230705.class, "unlessUserIsNamed") || namesNoUser(request));
    }

    private boolean namesNoUser(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        return !headers.contains("username")
                && !headers.contains(HttpHeaders.AUTHORIZATION)
                && !compatibilityMode.requiresNamedUser(request);
    }
}

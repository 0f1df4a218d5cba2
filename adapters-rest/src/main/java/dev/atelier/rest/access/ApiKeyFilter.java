package dev.atelier.rest.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.storage.LinkedFiles;
import dev.atelier.rest.envelope.Answer;
import dev.atelier.rest.envelope.FilterOrder;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets in who shows a key, on every path whether it exists or not. Open to all are the health checks, the description of the
 * API, which browsers ask for without one, and the files, whose URLs are signed.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class ApiKeyFilter implements Ordered {

    /** The request attribute that holds the {@link ApiKey}. */
    static final String KEY = "atelier.api-key";

    private static final String HEADER = "x-api-key";
    private static final List<String> OPEN = List.of("/" + LinkedFiles.PATH, "/health", "/api", "/docs");

    private final AuthenticateCaller authenticate;

    ApiKeyFilter(AuthenticateCaller authenticate) {
        this.authenticate = authenticate;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        if (OPEN.stream().anyMatch(root -> isWithin(root, request.getPath()))) {
            return null;
        }
        Optional<ApiKey> key =
                Optional.ofNullable(request.getHeaders().get(HEADER)).flatMap(authenticate::admit);
        key.ifPresent(found -> request.setAttribute(KEY, found));
        // The gateway's own words, not ours: no envelope.
        return key.isPresent() ? null : Answer.bare(HttpStatus.FORBIDDEN, Map.of("message", "Forbidden"));
    }

    @Override
    public int getOrder() {
        return FilterOrder.API_KEY;
    }

    private static boolean isWithin(String root, String path) {
        return path.equals(root) || path.startsWith(root + "/");
    }
}

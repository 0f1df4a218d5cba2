package dev.atelier.rest.access;

import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.rest.compatibility.CompatibilityMode;
import dev.atelier.rest.envelope.FilterOrder;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Rejects calls that name no user in a header, where that is required of all operations. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class RequiredUserFilter implements Ordered {

    private final CompatibilityMode compatibilityMode;

    RequiredUserFilter(CompatibilityMode compatibilityMode) {
        this.compatibilityMode = compatibilityMode;
    }

    @RequestFilter
    void requireUser(HttpRequest<?> request) {
        if (compatibilityMode.requiresNamedUser(request)
                && UserHeaderParser.in(request.getHeaders()).isEmpty()) {
            throw new UnauthenticatedException("Unauthorized");
        }
    }

    @Override
    public int getOrder() {
        return FilterOrder.NAMED_USER;
    }
}

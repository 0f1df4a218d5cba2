package dev.atelier.rest.access;

import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.rest.compatibility.Compatibility;
import dev.atelier.rest.envelope.FilterOrder;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Refuses calls that name no user in a header, where that is asked for all clients together and not by an operation. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class NamedUserFilter implements Ordered {

    private final Compatibility compatibility;

    NamedUserFilter(Compatibility compatibility) {
        this.compatibility = compatibility;
    }

    @RequestFilter
    void requireUser(HttpRequest<?> request) {
        if (compatibility.requiresNamedUser(request)
                && UserHeaderParser.in(request.getHeaders()).isEmpty()) {
            throw new UnauthenticatedException("Unauthorized");
        }
    }

    @Override
    public int getOrder() {
        return FilterOrder.NAMED_USER;
    }
}

package dev.atelier.rest.envelope;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.filter.ServerFilterPhase;

/** The order of the filters for requests; responses pass them in reverse. */
public final class FilterOrder {

    static final int HEADERS = Ordered.HIGHEST_PRECEDENCE;

    /** After the id of the request, which its log lines have as well. */
    static final int TRACING = HEADERS + 1;

    static final int PREFLIGHT = TRACING + 1;

    /** Before authentication: browsers have no API key. */
    public static final int BROWSER = PREFLIGHT + 1;

    /** After authentication, which is the framework's: clients without a valid API key receive its response only. */
    static final int BODY_LIMIT = ServerFilterPhase.SECURITY.after();

    private FilterOrder() {}
}

package dev.atelier.rest.envelope;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.filter.ServerFilterPhase;

/** In which order requests pass the filters; answers pass them the other way round. */
public final class FilterOrder {

    static final int HEADERS = Ordered.HIGHEST_PRECEDENCE;
    static final int PREFLIGHT = HEADERS + 1;

    /** After authentication, which is the framework's: clients without a valid API key learn no more than that. */
    static final int BODY_LIMIT = ServerFilterPhase.SECURITY.after();

    public static final int NAMED_USER = BODY_LIMIT + 1;

    private FilterOrder() {}
}

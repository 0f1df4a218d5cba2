package dev.atelier.rest.envelope;

import io.micronaut.core.order.Ordered;

/** In which order requests pass the filters; answers pass them the other way round. */
public final class FilterOrder {

    static final int HEADERS = Ordered.HIGHEST_PRECEDENCE;
    static final int PREFLIGHT = HEADERS + 1;

    /** Who has no key gets no further. */
    public static final int API_KEY = PREFLIGHT + 1;

    static final int BODY_LIMIT = API_KEY + 1;

    public static final int NAMED_USER = BODY_LIMIT + 1;

    private FilterOrder() {}
}

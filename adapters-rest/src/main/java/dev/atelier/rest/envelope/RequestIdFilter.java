package dev.atelier.rest.envelope;

import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Gives each request an id, which its response and all that is logged while it is handled have: the client's own, or one that
 * is made. {@link ResponseHeadersFilter} adds it to the response.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public class RequestIdFilter implements Ordered {

    /** The header, in requests and responses. */
    static final String HEADER = "X-Request-Id";

    /** Its key in the log. */
    static final String LOG_KEY = "request";

    private static final String ATTRIBUTE = "atelier.request-id";

    /** What a log line and a header can hold without being read as something else. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @RequestFilter
    void identify(HttpRequest<?> request, MutablePropagatedContext context) {
        context.add(new MdcPropagationContext(Map.of(LOG_KEY, of(request))));
    }

    /** The id of the request; also where a request was answered before any filter. */
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElseGet(() -> {
            String given = request.getHeaders().get(HEADER);
            String id = given != null && ALLOWED.matcher(given).matches()
                    ? given
                    : UUID.randomUUID().toString();
            request.setAttribute(ATTRIBUTE, id);
            return id;
        });
    }

    @Override
    public int getOrder() {
        return FilterOrder.HEADERS;
    }
}

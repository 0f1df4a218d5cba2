package dev.atelier.rest.envelope;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Answers the question that browsers put before a call, on every path; they send no key with it. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
class CorsPreflightFilter implements Ordered {

    @RequestFilter
    @Nullable
    HttpResponse<?> answer(HttpRequest<?> request) {
        return request.getMethod() == HttpMethod.OPTIONS ? HttpResponse.noContent() : null;
    }

    @Override
    public int getOrder() {
        return FilterOrder.PREFLIGHT;
    }
}

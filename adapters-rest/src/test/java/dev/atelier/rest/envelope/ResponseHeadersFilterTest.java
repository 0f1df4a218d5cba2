package dev.atelier.rest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResponseHeadersFilterTest {

    @ParameterizedTest
    @EnumSource(
            value = HttpStatus.class,
            names = {"TOO_MANY_REQUESTS", "SERVICE_UNAVAILABLE"})
    void whoIsToComeLaterIsToldWhen(HttpStatus status) {
        assertThat(retryAfter(HttpResponse.status(status))).isEqualTo("1");
        assertThat(retryAfter(HttpResponse.status(status).header(HttpHeaders.RETRY_AFTER, "7")))
                .isEqualTo("7");
    }

    @Test
    void othersAreNot() {
        assertThat(retryAfter(HttpResponse.ok())).isNull();
        assertThat(retryAfter(HttpResponse.serverError())).isNull();
    }

    private static String retryAfter(MutableHttpResponse<?> response) {
        ResponseHeadersFilter.addTo(HttpRequest.GET("/"), response);
        return response.getHeaders().get(HttpHeaders.RETRY_AFTER);
    }
}

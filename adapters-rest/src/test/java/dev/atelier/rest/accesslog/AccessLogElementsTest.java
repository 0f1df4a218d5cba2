package dev.atelier.rest.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.server.netty.handler.accesslog.element.ConnectionMetadata;
import io.micronaut.http.server.netty.handler.accesslog.element.LogElement;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

class AccessLogElementsTest {

    private final AccessLogElements elements = new AccessLogElements();
    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void thePathHasNoQuery() {
        assertThat(written("P", "/files/a?signature=s?x")).isEqualTo("/files/a");
        assertThat(written("P", "/files/a")).isEqualTo("/files/a");
    }

    @Test
    void anAddressThatIsNotKnownIsADash() {
        headers.add("X-Forwarded-For", "203.0.113.7");

        assertThat(written("R", "/")).isEqualTo("-");
    }

    @Test
    void otherPartsAreTheFrameworks() {
        assertThat(elements.build("m", null)).isNull();
        assertThat(elements.build("P", "x")).isNull();
    }

    private String written(String token, String uri) {
        LogElement element = elements.build(token, null);
        return element.copy().onRequestHeaders(ConnectionMetadata.empty(), "GET", headers, uri, "HTTP/1.1");
    }
}

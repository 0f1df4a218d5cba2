package dev.atelier.rest.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait=7",
                "WAIT = \"7\"",
                "respond-async, wait=7",
                "respond-async;x=\"a, wait=9\", wait=7; foo=\"bar\"",
                "foo=\"\\\", wait=9\", wait=7",
                ",,;=, wait=7,",
                "wait=7, wait=9"
            })
    void theFirstWaitIsFound(String header) {
        assertThat(in(header)).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "respond-async",
                "wait",
                "wait=",
                "wait=0",
                "wait=-7",
                "wait=7s",
                "wait=7.5",
                "wait=seven",
                "wait=\"7",
                "waiting=7",
                "foo=\"wait=7",
                "=7",
                "wait=x, wait=7",
                "wait=٧"
            })
    void anythingElseIsIgnored(String header) {
        assertThat(in(header)).isEmpty();
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(in("respond-async", "return=minimal, wait=7", "wait=9")).contains(Duration.ofSeconds(7));
        assertThat(in()).isEmpty();
    }

    @Test
    void anyNumberOfSecondsIsRead() {
        assertThat(in("wait=" + "9".repeat(1000)).orElseThrow()).isGreaterThan(Duration.ofDays(1000));
    }

    private static Optional<Duration> in(String... headers) {
        return WaitPreference.in(HttpRequest.GET("/")
                .headers(all -> List.of(headers).forEach(value -> all.add("Prefer", value)))
                .getHeaders());
    }
}

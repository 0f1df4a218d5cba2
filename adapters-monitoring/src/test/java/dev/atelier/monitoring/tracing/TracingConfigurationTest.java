package dev.atelier.monitoring.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingConfigurationTest {

    private static TracingConfiguration of(String endpoint, String headers, double ratio) {
        return new TracingConfiguration(URI.create(endpoint), headers, ratio, "atelier");
    }

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318, http://collector:4318/v1/traces",
        "https://otlp.example.org/, https://otlp.example.org/v1/traces",
        "https://otlp.example.org/tenant/a, https://otlp.example.org/tenant/a/v1/traces"
    })
    void theEndpointIsTheBaseOfThePath(String endpoint, String url) {
        assertThat(of(endpoint, "", 1).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4317",
                "ftp://collector",
                "http:///v1",
                "http://me:geheim@collector",
                "http://collector?a=b"
            })
    void anEndpointThatIsNoUrlOfAReceiverIsRejected(String endpoint) {
        assertThatThrownBy(() -> of(endpoint, "", 1))
                .hasMessageStartingWith("atelier.tracing.endpoint is ")
                .hasMessageContaining("such as http://collector:4318")
                .message()
                .doesNotContain("geheim");
    }

    @Test
    void headersAreReadAsOpenTelemetrysOwnVariableHasThem() {
        assertThat(of("http://c", "Authorization=Basic dTpw+/=, x-tenant=a%2Cb", 1)
                        .headersByName())
                .isEqualTo(Map.of("Authorization", "Basic dTpw+/=", "x-tenant", "a,b"));
        assertThat(of("http://c", "", 1).headersByName()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"geheim", "a b=geheim", "a=geheim,", "a=geheim%0d%0ab: c", "a=geheim%zz", "a=gehe\u00efm"})
    void headersThatCannotBeReadAreRejectedAndNotShown(String headers) {
        assertThatThrownBy(() -> of("http://c", headers, 1))
                .hasMessageStartingWith("atelier.tracing.headers is not readable; allowed is name=value")
                .message()
                .doesNotContain("gehe");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aRatioThatIsNoneIsRejected(double ratio) {
        assertThatThrownBy(() -> of("http://c", "", ratio)).hasMessageContaining("a number from 0 to 1");
    }

    @Test
    void aNameIsNeeded() {
        assertThatThrownBy(() -> new TracingConfiguration(null, "", 1, " "))
                .hasMessageContaining("atelier.tracing.service-name");
    }

    @Test
    void itsTextHasNoHeaders() {
        assertThat(of("http://c", "a=geheim", 1).toString()).doesNotContain("geheim");
    }
}

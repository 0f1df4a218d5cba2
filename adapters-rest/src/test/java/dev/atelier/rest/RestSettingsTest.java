package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestSettingsTest {

    @Test
    void thePublicUrlMayBeLeftOut() {
        assertThat(new RestSettings(null, "documents", List.of(), null).publicUrl())
                .isNull();
    }

    @Test
    void thePublicUrlMayHaveAPath() {
        URI url = URI.create("https://images.example.org/prod");
        assertThat(new RestSettings(url, "documents", List.of(), null).publicUrl())
                .isEqualTo(url);
    }

    @Test
    void compatibilityChoosesBetweenTwo() {
        assertThat(new RestSettings(null, "documents", List.of(), null).isEsd()).isFalse();
        assertThat(new RestSettings(null, "esd", List.of(), null).isEsd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ESD", "document", "esd "})
    void anyOtherCompatibilityIsRejected(String value) {
        assertThatThrownBy(() -> new RestSettings(null, value, List.of(), null))
                .hasMessage("atelier.compatibility is \"" + value + "\"; allowed are documents and esd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"images.example.org", "ftp://example.org", "https://example.org/?a=b", "http:///x"})
    void whatIsNoRootOfAWebServiceIsRejected(String url) {
        assertThatThrownBy(() -> new RestSettings(URI.create(url), "documents", List.of(), null))
                .hasMessageStartingWith("atelier.public-url is " + url);
    }

    @Test
    void proxiesAreAddressesAndNetworks() {
        RestSettings settings = new RestSettings(null, "documents", List.of(" 10.0.0.0/8", "::1", ""), null);
        assertThat(settings.trustedProxies()).containsExactly("10.0.0.0/8", "::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.lan", "10.0.0.0/33", "10.0.0.0/x", "10.0.0", "*", "10.0.0.0/-1"})
    void anythingElseIsNoProxy(String proxy) {
        assertThatThrownBy(() -> new RestSettings(null, "documents", List.of(proxy), null))
                .hasMessage("atelier.trusted-proxies names \"" + proxy
                        + "\"; allowed are addresses and networks, for example 10.0.0.0/8");
    }
}

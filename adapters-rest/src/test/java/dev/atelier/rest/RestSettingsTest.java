package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestSettingsTest {

    @Test
    void thePublicUrlMayBeLeftOut() {
        assertThat(new RestSettings(null, "documents").publicUrl()).isNull();
    }

    @Test
    void thePublicUrlMayHaveAPath() {
        URI url = URI.create("https://pictures.example.org/prod");
        assertThat(new RestSettings(url, "documents").publicUrl()).isEqualTo(url);
    }

    @Test
    void compatibilityChoosesBetweenTwo() {
        assertThat(new RestSettings(null, "documents").isEsd()).isFalse();
        assertThat(new RestSettings(null, "esd").isEsd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ESD", "document", "esd "})
    void anyOtherCompatibilityIsRefused(String value) {
        assertThatThrownBy(() -> new RestSettings(null, value))
                .hasMessage("atelier.compatibility is \"" + value + "\"; allowed are documents and esd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pictures.example.org", "ftp://example.org", "https://example.org/?a=b", "http:///x"})
    void whatIsNoRootOfAWebServiceIsRefused(String url) {
        assertThatThrownBy(() -> new RestSettings(URI.create(url), "documents"))
                .hasMessageStartingWith("atelier.public-url is " + url);
    }
}

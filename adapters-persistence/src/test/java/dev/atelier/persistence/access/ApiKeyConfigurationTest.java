package dev.atelier.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.ApiKey;
import dev.atelier.domain.access.UserName;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeyConfigurationTest {

    private static final String KEY = "a-key-of-16-char";

    @Test
    void withoutSettingsThereIsNone() {
        try (ApplicationContext context = context(Map.of())) {
            assertThat(context.getBeansOfType(ApiKeyConfiguration.class)).isEmpty();
        }
    }

    @Test
    void severalAreReadByTheirNames() {
        try (ApplicationContext context = context(Map.of(
                "atelier.api-keys.nightly-build.key",
                KEY,
                "atelier.api-keys.anns.key",
                KEY + "2",
                "atelier.api-keys.anns.user",
                "ann"))) {
            assertThat(context.getBeansOfType(ApiKeyConfiguration.class))
                    .extracting(ApiKeyConfiguration::toKey)
                    .containsExactlyInAnyOrder(
                            ApiKey.of("nightly-build", KEY, Optional.empty(), ApiKey.Origin.SETTINGS),
                            ApiKey.of("anns", KEY + "2", Optional.of(new UserName("ann")), ApiKey.Origin.SETTINGS));
        }
    }

    @Test
    void rejectsAMissingOrShortKeyNamingItsSetting() {
        assertThatThrownBy(() -> new ApiKeyConfiguration("ci", null, "ann"))
                .hasMessage("atelier.api-keys.ci.key is missing; it should be the key itself");
        assertThatThrownBy(() -> new ApiKeyConfiguration("ci", "0123456789abcde", null))
                .hasMessage("atelier.api-keys.ci.key has 15 characters; at least 16 are needed, so that it cannot be"
                        + " guessed");
    }

    @Test
    void doesNotShowTheKey() {
        assertThat(new ApiKeyConfiguration("ci", KEY, "ann").toString()).doesNotContain(KEY);
    }

    private static ApplicationContext context(Map<String, Object> settings) {
        return ApplicationContext.run(settings);
    }
}

package dev.atelier.persistence.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalStoreConfigurationTest {

    @Test
    void hasDefaults() {
        assertThat(with(Map.of())).isEqualTo(new LocalStoreConfiguration(Path.of("data/store"), 256L * 1024 * 1024));
    }

    @Test
    void takesOtherValues() {
        Map<String, Object> settings =
                Map.of("atelier.file-store.folder", "/srv/models", "atelier.file-store.reserve", "2GB");

        assertThat(with(settings))
                .isEqualTo(new LocalStoreConfiguration(Path.of("/srv/models"), 2L * 1024 * 1024 * 1024));
    }

    @Test
    void rejectsAReserveBelowNothing() {
        assertThatThrownBy(() -> with(Map.of("atelier.file-store.reserve", "-1")))
                .hasMessageContaining("atelier.file-store.reserve is -1, but the minimum is 0, which reserves nothing");
    }

    @Test
    void countsOnlyWhenFilesAreKeptInAFolder() {
        for (Map.Entry<String, Boolean> store :
                Map.of("file", true, "s3", false).entrySet()) {
            try (ApplicationContext context =
                    ApplicationContext.run(Map.of("atelier.store", store.getKey(), "atelier.prepares", false))) {
                assertThat(context.containsBean(LocalModelStore.class)).isEqualTo(store.getValue());
                if (!store.getValue()) {
                    assertThat(context.getActiveBeanRegistrations(LocalStoreConfiguration.class))
                            .isEmpty();
                }
            }
        }
    }

    private static LocalStoreConfiguration with(Map<String, Object> settings) {
        try (ApplicationContext context = ApplicationContext.run(settings)) {
            return context.getBean(LocalStoreConfiguration.class);
        }
    }
}

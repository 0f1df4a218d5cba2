package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class S3StoreConfigurationTest {

    @Test
    void hasDefaults() {
        assertThat(with(Map.of(), S3StoreConfiguration.class)).isEqualTo(new S3StoreConfiguration(false, null));
    }

    @Test
    void takesOtherValues() {
        Map<String, Object> settings = Map.of(
                "atelier.s3.path-style",
                true,
                "atelier.s3.public-endpoint",
                "https://files.example.org",
                "atelier.aws.bucket",
                "my-bucket");

        assertThat(with(settings, S3StoreConfiguration.class))
                .isEqualTo(new S3StoreConfiguration(true, URI.create("https://files.example.org")));
        assertThat(with(settings, S3BucketConfiguration.class)).isEqualTo(new S3BucketConfiguration("my-bucket"));
    }

    @Test
    void rejectsAnEndpointThatIsNone() {
        assertThatThrownBy(() ->
                        with(Map.of("atelier.s3.public-endpoint", "files.example.org"), S3StoreConfiguration.class))
                .hasMessageContaining(
                        "atelier.s3.public-endpoint is files.example.org; it should be http://… or https://…");
    }

    @Test
    void needsABucket() {
        assertThatThrownBy(() -> with(Map.of(), S3BucketConfiguration.class))
                .hasMessageContaining("atelier.aws.bucket (ATELIER_AWS_BUCKET) has to name a bucket");
        assertThatThrownBy(() -> with(Map.of("atelier.aws.bucket", "My_Bucket"), S3BucketConfiguration.class))
                .hasMessageContaining(
                        "atelier.aws.bucket is \"My_Bucket\"; the name of a bucket has 3 to 63 lower-case");
    }

    @Test
    void countsOnlyWhenFilesAreKeptInS3() {
        for (Map.Entry<String, Boolean> store :
                Map.of("file", false, "s3", true).entrySet()) {
            try (ApplicationContext context = ApplicationContext.run(Map.of(
                    "atelier.store", store.getKey(), "atelier.aws.bucket", "my-bucket", "atelier.prepares", false))) {
                assertThat(context.containsBean(S3Store.class)).isEqualTo(store.getValue());
                if (!store.getValue()) {
                    assertThat(context.getActiveBeanRegistrations(S3StoreConfiguration.class))
                            .isEmpty();
                    assertThat(context.getActiveBeanRegistrations(S3BucketConfiguration.class))
                            .isEmpty();
                }
            }
        }
    }

    private static <T> T with(Map<String, Object> settings, Class<T> type) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("atelier.store", "s3");
        all.put("atelier.prepares", false);
        try (ApplicationContext context = ApplicationContext.run(all)) {
            return context.getBean(type);
        }
    }
}

package dev.atelier.bootstrap.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    @Test
    void isTheFolderOrABucket() {
        assertThat(Place.of("file").bucket()).isEmpty();
        assertThat(Place.of("file").settings()).isEqualTo("ATELIER_STORE=file");
        assertThat(Place.of("s3://my-bucket").bucket()).contains("my-bucket");
        assertThat(Place.of("s3://my-bucket/")).isEqualTo(Place.of("s3://my-bucket"));
        assertThat(Place.of("s3://my-bucket").settings())
                .isEqualTo("ATELIER_STORE=s3 and ATELIER_AWS_BUCKET=my-bucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "my-bucket", "s3://", "s3:///", "s3://my-bucket/below", "https://my-bucket", "file:/data"})
    void nothingElseIsAPlace(String text) {
        assertThatThrownBy(() -> Place.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is neither file nor s3://BUCKET");
    }

    @Test
    void aBucketHasANameOfBuckets() {
        assertThatThrownBy(() -> Place.of("s3://My_Bucket"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 to 63 lower-case");
    }
}

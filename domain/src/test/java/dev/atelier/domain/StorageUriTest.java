package dev.atelier.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageUriTest {

    @Test
    void readsWhatItWrites() {
        StorageUri uri = new StorageUri("my-bucket", "a b/c=ü.txt");

        assertThat(uri).hasToString("s3://my-bucket/a b/c=ü.txt");
        assertThat(StorageUri.parse(uri.toString())).isEqualTo(uri);
    }

    @Test
    void knowsTheLastPartOfItsKey() {
        assertThat(new StorageUri("b", "a/b/c.txt").fileName()).isEqualTo("c.txt");
        assertThat(new StorageUri("b", "c.txt").fileName()).isEqualTo("c.txt");
    }

    @Test
    void resolvesAFileBelowItself() {
        assertThat(new StorageUri("b", "a").resolve("x/y.png")).isEqualTo(new StorageUri("b", "a/x/y.png"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"..", "../secret", "x/../../secret", ".", "/etc/passwd", "x//y", "x/", "", "x\\..\\y", "x\0"})
    void nothingResolvesOutOfItsFolder(String child) {
        StorageUri folder = new StorageUri("b", "folder");

        assertThatThrownBy(() -> folder.resolve(child)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/..", "a/./b", "a\\b", "a\nb", "a\u007fb"})
    void rejectsKeysThatLeadAstray(String key) {
        assertThatThrownBy(() -> new StorageUri("b", key)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "a..b", ".hidden", "a/.b", "a/b."})
    void dotsAreFineWithinNames(String key) {
        assertThat(new StorageUri("b", key).key()).isEqualTo(key);
    }

    @Test
    void aKeyHasAtMost1024Characters() {
        assertThat(new StorageUri("b", "k".repeat(1024)).key()).hasSize(1024);
        assertThatThrownBy(() -> new StorageUri("b", "k".repeat(1025)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1024");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-b", ".b", "a/b", "a b", "..", "a:b"})
    void rejectsWhatIsNoBucketName(String bucket) {
        assertThatThrownBy(() -> new StorageUri(bucket, "k")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aBucketNameHasAtMost63Characters() {
        assertThat(new StorageUri("b".repeat(63), "k").bucket()).hasSize(63);
        assertThatThrownBy(() -> new StorageUri("b".repeat(64), "k")).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "s3://", "s3://bucket", "s3://bucket/", "s3:///key", "S3://b/k", "file:///etc/passwd", "b/k"
            })
    void rejectsWhatIsNoLocation(String text) {
        assertThatThrownBy(() -> StorageUri.parse(text)).isInstanceOf(InvalidRequestException.class);
    }
}

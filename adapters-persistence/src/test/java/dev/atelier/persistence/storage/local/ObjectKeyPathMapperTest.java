package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.HOUR;
import static dev.atelier.persistence.storage.local.TestStore.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, and the paths that they may reach. */
class ObjectKeyPathMapperTest {

    private static final String[] PIECES = {
        "..", ".", "/", "//", "%2e", "%2F", "%", "~", "%~", "%00", "\0", "\\", "a", "A", " ", "é", "画", "😀", "\uD800",
        ":", "*"
    };

    @TempDir
    Path folder;

    private TestStore store;
    private ObjectKeyPathMapper paths;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        paths = new ObjectKeyPathMapper(StoreFolders.in(folder).files());
    }

    @Test
    void neverLeadOutOfTheRootAndNeverToTheSameFile() {
        Random random = new Random(1);
        Map<Path, String> seen = new HashMap<>();
        for (int i = 0; i < 15_000; i++) {
            String key = randomKey(random);
            pathOf(key).ifPresent(path -> {
                assertThat(path).as(key).startsWithRaw(paths.root()).isEqualTo(path.normalize());
                assertThat(paths.root().relativize(path).toString()).as(key).matches("\\p{ASCII}+");
                assertThat(seen.merge(path, key, (old, same) -> old)).isEqualTo(key);
            });
        }
        assertThat(seen).hasSizeGreaterThan(1_000);
    }

    private static String randomKey(Random random) {
        StringBuilder key = new StringBuilder();
        for (int pieces = 1 + random.nextInt(6); pieces > 0; pieces--) {
            key.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return key.toString();
    }

    private Optional<Path> pathOf(String key) {
        try {
            return Optional.of(paths.of(at(key)));
        } catch (InvalidRequestException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "画", "😀"})
    void mayHaveNamesOfAnyLengthUpToS3sBound(String character) throws IOException {
        String start = character.repeat(1024 / character.getBytes(StandardCharsets.UTF_8).length - 1);
        store.put(start + "1", "one");
        store.put(start + "2", "two");

        assertThat(store.read(start + "1")).isEqualTo("one");
        assertThat(store.read(start + "2")).isEqualTo("two");
        assertThat(store.download(store.files.presignDownload(at(start + "2"), HOUR)))
                .isEqualTo("two");
    }

    @Test
    void aNameTooLongForTheDiskCannotBeReadBackFromItAndListingSaysSo() throws IOException {
        store.put("set/é 100%+1~.png", "one");
        try (Stream<StorageUri> files = store.files.list(at("set"))) {
            assertThat(files).containsExactly(at("set/é 100%+1~.png"));
        }

        store.put("set/" + "画".repeat(80), "two");

        try (Stream<StorageUri> files = store.files.list(at("set"))) {
            assertThatThrownBy(files::toList)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("shorter");
        }
    }

    @Test
    void areRejectedBeforeAnythingIsSentWhenTheyAreLonger() {
        String long1025 = "é".repeat(512) + "a";

        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> store.put(long1025, "content"),
                () -> store.uploadUrl(long1025),
                () -> store.files.beginUpload(at(long1025), 1),
                () -> store.files.find(at(long1025)))) {
            assertThatThrownBy(use)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageEndingWith("has 1025 bytes in UTF-8; 1024 are allowed");
        }
    }

    @Test
    void areRejectedWhenTheyHoldHalfACharacter() {
        assertThatThrownBy(() -> store.put("a\uD800", "content"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageEndingWith("contains an unpaired surrogate");
    }

    @Test
    void keepBucketsApart() throws IOException {
        StorageUri other = new StorageUri("other", "a");
        store.put("a", "content");

        store.files.deleteAll(other);

        assertThat(store.files.find(other)).isEmpty();
        assertThat(store.read("a")).isEqualTo("content");
    }
}

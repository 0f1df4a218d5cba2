package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.Concurrently;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalTest {

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
    }

    @Test
    void takesTheFoldersThatItLeavesEmpty() throws IOException {
        store.put("a/b/c/d", "content");
        store.put("a/e", "content");

        store.files.deleteAll(at("a/b/c/d"));
        assertThat(store.namesIn("files/atelier/a")).containsExactly("e");

        store.files.deleteAll(at("a/e"));
        assertThat(store.namesIn("files")).isEmpty();
    }

    @Test
    void leavesAPlaceThatCanBecomeAFile() throws IOException {
        store.put("a/b", "content");
        store.files.deleteAll(at("a/b"));

        store.put("a", "a file now");

        assertThat(store.read("a")).isEqualTo("a file now");
    }

    @Test
    void leavesAFileAtAParentOfTheLocation() throws IOException {
        store.put("a/b", "content");

        store.files.deleteAll(at("a/b/c/d"));

        assertThat(store.read("a/b")).isEqualTo("content");
    }

    @Test
    void doesNotLoseAConcurrentPut() throws Exception {
        Concurrently.all(List.of(() -> putAndDelete("a/b/c/one"), () -> putAndDelete("a/b/two")));

        assertThat(store.namesIn("files")).isEmpty();
    }

    private Void putAndDelete(String key) throws IOException {
        for (int i = 0; i < 120; i++) {
            store.put(key, "content");
            assertThat(store.read(key)).isEqualTo("content");
            store.files.deleteAll(at(key));
        }
        return null;
    }

    @Test
    void byManyAtOnceIsNoError() throws Exception {
        for (int i = 0; i < 120; i++) {
            store.put("a/b/" + i % 7 + "/" + i, "content");
        }

        Concurrently.times(4, () -> {
            store.files.deleteAll(at("a"));
            return null;
        });

        assertThat(store.namesIn("files")).isEmpty();
    }
}

package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the store's contract tests need of an adapter, and their helpers. */
abstract class StoreHarness {

    static final Duration HOUR = Duration.ofHours(1);

    /** The store: empty at the start of each test, the same throughout it. */
    protected abstract ModelStore store();

    /** The existing bucket. */
    protected String bucket() {
        return "atelier";
    }

    /** Whether its files are on the local disk. */
    protected boolean hasLocalFiles() {
        return false;
    }

    /**
     * PUTs the content to a URL that the store signed, as a client would. Returns the {@code ETag} as the client sees
     * it.
     */
    protected abstract String upload(URI url, byte[] content) throws Exception;

    /** GETs from a URL that the store signed, as a client would. */
    protected abstract byte[] download(URI url) throws Exception;

    final StorageUri at(String key) {
        return new StorageUri(bucket(), key);
    }

    final void put(String key, String content) throws IOException {
        store().put(at(key), new ByteArrayInputStream(bytes(content)), "text/plain");
    }

    final String read(String key) throws IOException {
        return new String(readBytes(at(key)), StandardCharsets.UTF_8);
    }

    final byte[] readBytes(StorageUri location) throws IOException {
        try (InputStream content = store().open(location)) {
            return content.readAllBytes();
        }
    }

    final void assertMissing(String key) throws IOException {
        assertThat(store().find(at(key))).as(key).isEmpty();
    }

    final void assertPresent(String key) throws IOException {
        assertThat(store().find(at(key))).as(key).isPresent();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

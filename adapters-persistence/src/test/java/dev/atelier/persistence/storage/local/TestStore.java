package dev.atelier.persistence.storage.local;

import dev.atelier.application.storage.PresignedUrlHandler.Download;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A file store in a folder of its own, with operations of its clients. */
final class TestStore {

    static final Duration HOUR = Duration.ofHours(1);
    static final long MEGABYTE = 1024 * 1024;

    final Path folder;
    final SettableClock clock = new SettableClock();
    final LocalModelStore files;

    TestStore(Path folder) throws IOException {
        this.folder = folder;
        this.files = restarted();
    }

    /** The store of another process on the same folder. */
    LocalModelStore restarted() throws IOException {
        return new LocalModelStore(new LocalStoreConfiguration(folder, 0), clock, file -> true);
    }

    /** The store on the same folder, on a disk without free space beyond its reserve. */
    LocalModelStore withoutFreeSpace() throws IOException {
        return new LocalModelStore(new LocalStoreConfiguration(folder, Long.MAX_VALUE / 2), clock, file -> true);
    }

    static StorageUri at(String key) {
        return new StorageUri("atelier", key);
    }

    void put(String key, String content) throws IOException {
        files.put(at(key), stream(content), "text/plain");
    }

    String read(String key) throws IOException {
        try (InputStream content = files.open(at(key))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    URI uploadUrl(String key) {
        return files.presignUpload(at(key), HOUR, MEGABYTE);
    }

    String upload(URI url, String content) throws IOException {
        return upload(files, url, content);
    }

    static String upload(LocalModelStore files, URI url, String content) throws IOException {
        return files.receive(url, stream(content), OptionalLong.of(content.length()));
    }

    String download(URI url) throws IOException {
        Download download = files.download(url);
        return Files.readString(download.file());
    }

    static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Names of the entries of a folder of the store. */
    List<String> namesIn(String child) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve(child))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** All files below a folder of the store. */
    List<Path> filesIn(String child) {
        try (Stream<Path> entries = Files.walk(folder.resolve(child))) {
            return entries.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

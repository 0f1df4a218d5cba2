package dev.atelier.persistence.storage;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.ModelStoreContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest extends ModelStoreContract {

    @TempDir
    Path folder;

    private FileStore files;

    @BeforeEach
    void open() throws IOException {
        files = new TestStore(folder).files;
    }

    @Override
    protected ModelStore store() {
        return files;
    }

    @Override
    protected boolean hasLocalFiles() {
        return true;
    }

    @Override
    protected String upload(URI url, byte[] content) throws IOException {
        return files.receive(url, new ByteArrayInputStream(content), OptionalLong.of(content.length));
    }

    @Override
    protected byte[] download(URI url) throws IOException {
        return Files.readAllBytes(files.download(url).file());
    }
}

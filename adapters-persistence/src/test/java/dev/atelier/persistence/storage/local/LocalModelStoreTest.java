package dev.atelier.persistence.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.ModelStoreContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelStoreTest extends ModelStoreContract {

    @TempDir
    Path folder;

    private LocalModelStore files;

    @BeforeEach
    void open() throws IOException {
        files = new TestStore(folder).files;
    }

    @Test
    void takesAFileFromAnotherDisk() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)));
        Path file = Files.writeString(Files.createTempFile(memory, "taken", null), "content");

        files.moveInto(TestStore.at("a/b"), file, "text/plain");

        assertThat(files.localFile(TestStore.at("a/b")).orElseThrow()).hasContent("content");
        assertThat(file).doesNotExist();
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

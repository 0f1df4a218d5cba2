package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelArchiveReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class InMemoryModelArchiveReaderTest extends ModelArchiveReaderContract {

    @Override
    protected ModelArchiveReader archives() {
        return new InMemoryModelArchiveReader();
    }

    @Override
    protected byte[] archive(Map<String, String> entries) {
        return InMemoryModelArchiveReader.archive(entries).getBytes(StandardCharsets.UTF_8);
    }
}

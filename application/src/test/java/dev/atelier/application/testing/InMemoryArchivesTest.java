package dev.atelier.application.testing;

import dev.atelier.application.model.ModelArchiveReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class InMemoryArchivesTest extends ModelArchiveReaderContract {

    @Override
    protected ModelArchiveReader archives() {
        return new InMemoryArchives();
    }

    @Override
    protected byte[] archive(Map<String, String> entries) {
        return InMemoryArchives.archive(entries).getBytes(StandardCharsets.UTF_8);
    }
}

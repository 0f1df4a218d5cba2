package dev.atelier.application.testing;

import dev.atelier.application.model.ModelArchives;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class InMemoryArchivesTest extends ModelArchivesContract {

    @Override
    protected ModelArchives archives() {
        return new InMemoryArchives();
    }

    @Override
    protected byte[] archive(Map<String, String> entries) {
        return InMemoryArchives.archive(entries).getBytes(StandardCharsets.UTF_8);
    }
}

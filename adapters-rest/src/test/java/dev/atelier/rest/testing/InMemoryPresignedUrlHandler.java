package dev.atelier.rest.testing;

import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.rest.ClientDisconnectedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves the URLs of the store in memory, and records errors of clients' uploads. */
public class InMemoryPresignedUrlHandler implements PresignedUrlHandler {

    private final InMemoryModelStore store;
    private final List<IOException> broken = new CopyOnWriteArrayList<>();

    InMemoryPresignedUrlHandler(InMemoryModelStore store) {
        this.store = store;
    }

    @Override
    public String receive(URI url, InputStream content, OptionalLong length) throws IOException {
        try {
            return store.upload(relative(url), content.readAllBytes());
        } catch (ClientDisconnectedException e) {
            broken.add(e);
            throw e;
        }
    }

    @Override
    public Download download(URI url) throws IOException {
        byte[] bytes = store.download(relative(url));
        Path file = Files.createTempFile("atelier", ".bin");
        file.toFile().deleteOnExit();
        return new Download(Files.write(file, bytes), "image/png");
    }

    /** The aborted uploads. */
    public List<IOException> broken() {
        return List.copyOf(broken);
    }

    /** The store returns URLs relative to the service's root. */
    private static URI relative(URI url) {
        return URI.create(url.toString().substring(1));
    }
}

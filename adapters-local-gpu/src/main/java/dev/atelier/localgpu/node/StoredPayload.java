package dev.atelier.localgpu.node;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.localgpu.webui.PayloadSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A job's payload in the store, which remembers if it could not be read: that is not the node's fault. */
final class StoredPayload implements PayloadSource {

    private final ModelStore store;
    private final StorageUri location;
    private volatile IOException failure;

    StoredPayload(ModelStore store, StorageUri location) {
        this.store = store;
        this.location = location;
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return new Watched(store.open(location));
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    private IOException remembered(IOException e) {
        failure = e;
        return e;
    }

    private final class Watched extends FilterInputStream {

        private Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }
    }
}

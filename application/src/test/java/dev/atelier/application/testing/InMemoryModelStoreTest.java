package dev.atelier.application.testing;

import dev.atelier.application.storage.ModelStore;
import java.io.IOException;
import java.net.URI;

class InMemoryModelStoreTest extends ModelStoreContract {

    private final InMemoryModelStore store = new InMemoryModelStore(new SettableClock());

    @Override
    protected ModelStore store() {
        return store;
    }

    @Override
    protected String upload(URI url, byte[] content) {
        return store.upload(url, content);
    }

    @Override
    protected byte[] download(URI url) throws IOException {
        return store.download(url);
    }
}

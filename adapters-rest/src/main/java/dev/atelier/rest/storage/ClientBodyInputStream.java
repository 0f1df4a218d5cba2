package dev.atelier.rest.storage;

import dev.atelier.rest.ClientDisconnectedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a client sends; a connection that breaks is told apart from a disk that does. */
final class ClientBodyInputStream extends FilterInputStream {

    ClientBodyInputStream(InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw new ClientDisconnectedException(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            throw new ClientDisconnectedException(e);
        }
    }
}

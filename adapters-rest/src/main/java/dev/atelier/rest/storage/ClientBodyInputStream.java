package dev.atelier.rest.storage;

import dev.atelier.rest.ClientDisconnectedException;
import dev.atelier.rest.UnreadableRequestException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an upload; distinguishes what the client does from a failing disk. */
final class ClientBodyInputStream extends FilterInputStream {

    ClientBodyInputStream(InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static IOException broken(IOException e) {
        if (e.getCause() instanceof UnreadableRequestException reason) {
            throw reason;
        }
        return new ClientDisconnectedException(e);
    }
}

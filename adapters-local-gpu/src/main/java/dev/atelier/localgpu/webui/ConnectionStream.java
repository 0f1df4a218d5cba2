package dev.atelier.localgpu.webui;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A response body whose errors differ in type from those of what is done with it. */
final class ConnectionStream extends FilterInputStream {

    /** The connection ended before the body did. */
    static final class Lost extends IOException {

        private static final long serialVersionUID = 1L;

        private Lost(IOException cause) {
            super(cause);
        }
    }

    ConnectionStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (IOException e) {
            throw new Lost(e);
        }
    }
}

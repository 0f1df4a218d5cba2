package dev.atelier.rest.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The body of an upload whose client announced checksums. Its end is reached only by a body that matches them; for any
 * other {@link dev.atelier.domain.InvalidRequestException} is thrown there.
 */
final class ChecksumInputStream extends FilterInputStream {

    private final List<BodyChecksum> checksums;
    private boolean ended;

    ChecksumInputStream(InputStream content, List<BodyChecksum> checksums) {
        super(content);
        this.checksums = checksums;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read >= 0) {
            checksums.forEach(checksum -> checksum.update(target, offset, read));
        } else if (!ended) {
            ended = true;
            checksums.forEach(BodyChecksum::require);
        }
        return read;
    }

    /** Skips nothing, which is allowed, so that every byte counts. */
    @Override
    public long skip(long count) {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

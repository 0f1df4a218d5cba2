package dev.atelier.persistence.storage.presigned;

import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.PayloadTooLargeException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.OptionalLong;

/** A client's upload: bounded by the limit, checked against the announced length, with its MD5. */
final class DigestingUploadStream extends FilterInputStream {

    private final MessageDigest md5 = MessageDigests.get("MD5");
    private final long maxBytes;
    private final OptionalLong announced;
    private long size;

    DigestingUploadStream(InputStream content, long maxBytes, OptionalLong announced) {
        super(content);
        this.maxBytes = maxBytes;
        this.announced = announced;
        requireAllowed(announced.orElse(0));
    }

    /** What was read so far. */
    UploadReceipt receipt() {
        return new UploadReceipt(size, HexFormat.of().formatHex(md5.digest()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read < 0) {
            requireComplete();
            return read;
        }
        size += read;
        requireAllowed(size);
        md5.update(buffer, offset, read);
        return read;
    }

    private void requireAllowed(long bytes) {
        if (bytes > maxBytes) {
            throw new PayloadTooLargeException("this URL takes " + maxBytes + " bytes at most");
        }
    }

    private void requireComplete() throws IOException {
        if (announced.isPresent() && announced.getAsLong() != size) {
            throw new EOFException("the body ended after " + size + " bytes, but " + announced.getAsLong()
                    + " were announced; nothing was stored");
        }
    }
}

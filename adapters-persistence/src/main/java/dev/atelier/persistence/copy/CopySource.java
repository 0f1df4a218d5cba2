package dev.atelier.persistence.copy;

import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.util.MessageDigests;
import io.micronaut.core.annotation.Nullable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** The content of a file that is being copied. Its end fails where it is not what was expected, before anything is stored. */
final class CopySource extends FilterInputStream {

    private final StoredFile file;

    @Nullable
    private final String expected;

    private final LongConsumer progress;
    private final MessageDigest sha256 = MessageDigests.get("SHA-256");
    private long count;

    @Nullable
    private String digest;

    /**
     * @param expected the digest; {@code null}: any
     * @param progress receives how many bytes were read
     */
    CopySource(InputStream content, StoredFile file, @Nullable String expected, LongConsumer progress) {
        super(content);
        this.file = file;
        this.expected = expected;
        this.progress = progress;
    }

    /** The SHA-256 of the content, in lower-case hexadecimal; {@code null} before its end. */
    @Nullable
    String digest() {
        return digest;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int size) throws IOException {
        int read = in.read(buffer, offset, size);
        if (read >= 0) {
            sha256.update(buffer, offset, read);
            count += read;
            progress.accept(read);
        } else if (digest == null) {
            String found = HexFormat.of().formatHex(sha256.digest());
            if (count != file.size() || expected != null && !found.equals(expected)) {
                throw new IOException("it changed meanwhile");
            }
            digest = found;
        }
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        throw new IOException("every byte has to be read");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.StorageUri;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Content of a file in S3. Any failure is an {@link IOException}, including a connection that ends too early, which the
 * JDK's client takes for the end of the file.
 */
final class S3ObjectInputStream extends FilterInputStream {

    private final StorageUri location;
    private final Long length;
    private long count;

    S3ObjectInputStream(StorageUri location, ResponseInputStream<GetObjectResponse> content) {
        super(content);
        this.location = location;
        this.length = content.response().contentLength();
    }

    /** Content length announced by S3. */
    Long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int size) throws IOException {
        int read;
        try {
            read = in.read(buffer, offset, size);
        } catch (SdkException e) {
            throw S3ExceptionTranslator.explain(location, e);
        }
        if (read < 0 && length != null && count < length) {
            throw new EOFException(location + " broke off after " + count + " of " + length + " bytes");
        }
        count += Math.max(read, 0);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = in.skip(bytes);
        count += skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false; // bytes read twice would be counted twice
    }
}

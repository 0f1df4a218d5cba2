package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.StorageUri;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Random access to a file in S3, fetched in blocks: a small one at a new position, larger ones while reading continues.
 * Each request names the ETag of the opened file, so that S3 rejects it if the file was replaced. Not thread-safe.
 */
final class S3Channel implements SeekableByteChannel {

    /** Large enough for most headers of models. */
    private static final int SMALLEST_BLOCK = 256 * 1024;

    private static final int LARGEST_BLOCK = 1024 * 1024;

    private final S3Client client;
    private final StorageUri location;
    private final String eTag;
    private final long size;
    private byte[] block = new byte[0];
    private long blockStart;
    private long position;
    private boolean open = true;

    private S3Channel(S3Client client, StorageUri location, HeadObjectResponse file) {
        this.client = client;
        this.location = location;
        this.eTag = file.eTag();
        this.size = file.contentLength();
    }

    static S3Channel open(S3Client client, StorageUri location) throws IOException {
        HeadObjectResponse file =
                S3Objects.head(client, location).orElseThrow(() -> new NoSuchFileException(location.toString()));
        return new S3Channel(client, location, file);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        requireOpen();
        if (position >= size) {
            return -1;
        }
        if (position < blockStart || position >= blockEnd()) {
            fetch((int) Math.min(nextBlock(), size - position));
        }
        int length = (int) Math.min(into.remaining(), blockEnd() - position);
        into.put(block, (int) (position - blockStart), length);
        position += length;
        return length;
    }

    private long blockEnd() {
        return blockStart + block.length;
    }

    /** Skipped bytes count as read, so that skipping does not cost a request each time. */
    private int nextBlock() {
        boolean goesOn = position >= blockEnd() && position - blockEnd() < LARGEST_BLOCK;
        return goesOn ? Math.min(Math.max(2 * block.length, SMALLEST_BLOCK), LARGEST_BLOCK) : SMALLEST_BLOCK;
    }

    private void fetch(int length) throws IOException {
        String range = "bytes=" + position + "-" + (position + length - 1);
        try (S3ObjectInputStream content =
                S3Objects.open(client, location, get -> get.range(range).ifMatch(eTag))) {
            if (content.length() == null || content.length() != length) {
                throw new IOException(
                        "requested " + length + " bytes of " + location + " from S3 but received " + content.length());
            }
            block = content.readAllBytes();
            blockStart = position;
        } catch (EOFException e) {
            throw new IOException(e.getMessage(), e); // must not be taken for the end of the file
        }
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("a file has no byte " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return size;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}

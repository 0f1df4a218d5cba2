package dev.atelier.persistence.inspection;

import dev.atelier.application.util.BoundedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/** Positioned reads of a file. */
final class ChannelReads {

    private ChannelReads() {}

    /** Reads exactly {@code length} bytes from this position, as a little-endian buffer. */
    static ByteBuffer read(SeekableByteChannel file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.position(from);
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new EOFException("the file ends at byte " + file.position());
            }
        }
        return bytes.flip();
    }

    /**
     * A stream of at most {@code count} bytes from this position; must be consumed before any other read. Closing it
     * leaves the file open.
     */
    static InputStream stream(SeekableByteChannel file, long from, long count) throws IOException {
        return new BoundedInputStream(Channels.newInputStream(file.position(from)), count) {
            @Override
            public void close() {
                // The file is read further elsewhere.
            }
        };
    }
}

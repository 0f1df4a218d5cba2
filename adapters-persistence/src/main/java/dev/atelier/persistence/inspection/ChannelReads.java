package dev.atelier.persistence.inspection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/** Reads a file at one place and then at another. */
final class ChannelReads {

    private ChannelReads() {}

    /** So many bytes from this place on; numbers in them begin with the least byte. */
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

    /** At most so many bytes from this place on, to be read before anything else is. Closing it leaves the file open. */
    static InputStream stream(SeekableByteChannel file, long from, long count) throws IOException {
        return new FirstBytes(Channels.newInputStream(file.position(from)), count);
    }
}

package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Entries of a zip archive by its central directory. Libraries that read channels read on past its end. */
final class ZipCentralDirectory {

    /** Placeholder for a number that follows in 64 bits. */
    static final long IN_64_BITS = 0xffff_ffffL;

    private static final int SIGNATURE = 0x02014b50;
    private static final int LENGTH = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final short EXTRA_64 = 1;
    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private ZipCentralDirectory() {}

    /**
     * An entry of the archive.
     *
     * @param nameLength length of its name in bytes
     * @param header offset of its local header in the file
     * @param length its size in the file in bytes
     */
    record Entry(String name, int nameLength, boolean deflated, long header, long length) {

        /** Lower bound of its end: its local header may be longer than the directory says. */
        long earliestEnd() {
            return header + LOCAL_LENGTH + nameLength + length;
        }

        /** Content of the entry; must be consumed before any other read of the file. */
        InputStream open(SeekableByteChannel file, Inflater inflater) throws ModelFileFormatException, IOException {
            require(header >= 0 && header <= file.size() - LOCAL_LENGTH, "an entry is outside of it");
            ByteBuffer local = ChannelReads.read(file, header, LOCAL_LENGTH);
            require(local.getInt(0) == LOCAL_SIGNATURE, "an entry is not at its offset");
            long from = header + LOCAL_LENGTH + unsigned(local, 26) + unsigned(local, 28);
            require(length >= 0 && length <= file.size() - from, "an entry is outside of it");
            InputStream content = ChannelReads.stream(file, from, length);
            return deflated ? new InflaterInputStream(content, inflater) : content;
        }
    }

    static List<Entry> read(SeekableByteChannel file, ZipEndOfCentralDirectory end, int most)
            throws ModelFileFormatException, IOException {
        ByteBuffer directory = ChannelReads.read(file, end.directory(), end.size());
        List<Entry> entries = new ArrayList<>();
        while (directory.hasRemaining()) {
            if (entries.size() == most) {
                throw new ModelFileFormatException(
                        "its zip archive contains more than the " + most + " entries that are allowed");
            }
            entries.add(next(directory, end.begin()));
        }
        return entries;
    }

    private static Entry next(ByteBuffer directory, long begin) throws ModelFileFormatException {
        require(directory.remaining() >= LENGTH && directory.getInt() == SIGNATURE, "its directory cannot be read");
        ByteBuffer fixed = take(directory, LENGTH - Integer.BYTES);
        ByteBuffer name = take(directory, unsigned(fixed, 24));
        ByteBuffer extra = take(directory, unsigned(fixed, 26));
        take(directory, unsigned(fixed, 28)); // comment
        int method = unsigned(fixed, 6);
        require((fixed.getShort(4) & ENCRYPTED) == 0, "an entry is encrypted");
        require(method == STORED || method == DEFLATED, "an entry has the unsupported compression method " + method);
        ByteBuffer large = largeNumbers(extra);
        number(fixed, 20, large); // the uncompressed size comes first
        long length = number(fixed, 16, large);
        long header = number(fixed, 38, large);
        return new Entry(text(name), name.capacity(), method == DEFLATED, begin + header, length);
    }

    private static String text(ByteBuffer name) throws ModelFileFormatException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(name).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFileFormatException("its zip archive is broken: the name of an entry is not valid text");
        }
    }

    private static ByteBuffer take(ByteBuffer directory, int length) throws ModelFileFormatException {
        require(length <= directory.remaining(), "its directory cannot be read");
        ByteBuffer taken = directory.slice(directory.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        directory.position(directory.position() + length);
        return taken;
    }

    /** The numbers of an entry that need 64 bits, possibly none. */
    private static ByteBuffer largeNumbers(ByteBuffer extra) throws ModelFileFormatException {
        while (extra.remaining() >= 2 * Short.BYTES) {
            short kind = extra.getShort();
            ByteBuffer field = take(extra, Short.toUnsignedInt(extra.getShort()));
            if (kind == EXTRA_64) {
                return field;
            }
        }
        return ByteBuffer.allocate(0);
    }

    private static long number(ByteBuffer fixed, int at, ByteBuffer large) throws ModelFileFormatException {
        long number = Integer.toUnsignedLong(fixed.getInt(at));
        if (number != IN_64_BITS) {
            return number;
        }
        require(large.remaining() >= Long.BYTES, "a number of its directory is missing");
        return large.getLong();
    }

    private static int unsigned(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }

    private static void require(boolean holds, String otherwise) throws ModelFileFormatException {
        if (!holds) {
            throw new ModelFileFormatException("its zip archive is broken: " + otherwise);
        }
    }
}

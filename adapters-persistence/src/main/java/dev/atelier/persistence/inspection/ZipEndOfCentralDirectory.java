package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/**
 * End record of a zip archive.
 *
 * @param directory offset of the archive's central directory in the file
 * @param size size of the directory in bytes
 * @param begin offset of the archive in the file, derived from the directory's recorded offset
 */
record ZipEndOfCentralDirectory(long directory, int size, long begin) {

    private static final int SIGNATURE = 0x06054b50;
    private static final int SIGNATURE_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LENGTH = 22;
    private static final int LENGTH_64 = 56;
    private static final int LOCATOR_LENGTH = 20;
    private static final int MAX_COMMENT_LENGTH = 0xffff;
    private static final long LARGEST_DIRECTORY = 32 * 1024 * 1024;

    /** Finds the end record at the end of the file, if it is an archive; an ambiguous one is rejected. */
    static Optional<ZipEndOfCentralDirectory> find(SeekableByteChannel file)
            throws ModelFileFormatException, IOException {
        long from = Math.max(0, file.size() - LENGTH - MAX_COMMENT_LENGTH - LOCATOR_LENGTH);
        ByteBuffer tail = ChannelReads.read(file, from, (int) (file.size() - from));
        for (int at = tail.limit() - LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE) {
                return Optional.of(at(file, tail, from, at));
            }
        }
        return Optional.empty();
    }

    private static ZipEndOfCentralDirectory at(SeekableByteChannel file, ByteBuffer tail, long from, int at)
            throws ModelFileFormatException, IOException {
        long size = Integer.toUnsignedLong(tail.getInt(at + 12));
        long offset = Integer.toUnsignedLong(tail.getInt(at + 16));
        int locator = at - LOCATOR_LENGTH;
        if (locator < 0 || tail.getInt(locator) != LOCATOR_64) {
            return of(from + at, size, offset);
        }
        long place = from + locator - LENGTH_64;
        require(place >= 0 && tail.getLong(locator + 8) == place);
        ByteBuffer end = ChannelReads.read(file, place, LENGTH_64);
        require(end.getInt(0) == SIGNATURE_64 && isSame(size, end.getLong(40)) && isSame(offset, end.getLong(48)));
        return of(place, end.getLong(40), end.getLong(48));
    }

    /** Whether a 16- or 32-bit number equals the 64-bit one, or is the placeholder for it. */
    private static boolean isSame(long small, long large) {
        return small == large || small == ZipCentralDirectory.IN_64_BITS;
    }

    private static ZipEndOfCentralDirectory of(long end, long size, long offset) throws ModelFileFormatException {
        if (size < 0 || size > LARGEST_DIRECTORY) {
            throw new ModelFileFormatException("the directory of its zip archive has " + Long.toUnsignedString(size)
                    + " bytes; allowed are " + LARGEST_DIRECTORY);
        }
        require(offset >= 0 && offset <= end - size);
        return new ZipEndOfCentralDirectory(end - size, (int) size, end - size - offset);
    }

    private static void require(boolean holds) throws ModelFileFormatException {
        if (!holds) {
            throw new ModelFileFormatException("the end record of its zip archive is broken");
        }
    }
}

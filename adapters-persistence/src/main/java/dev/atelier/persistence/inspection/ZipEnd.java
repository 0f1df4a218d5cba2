package dev.atelier.persistence.inspection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The record at the end of a zip archive; looked at first, since opening an archive reads its whole directory. */
final class ZipEnd {

    private static final int SIGNATURE = 0x06054b50;
    private static final int SIGNATURE_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final long LARGEST_DIRECTORY = 32 * 1024 * 1024;

    private ZipEnd() {}

    /** Whether the file ends as an archive does; one whose directory would fill the memory is a finding. */
    static boolean isIn(Path file) throws Finding, IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long from = Math.max(0, channel.size() - LENGTH - LONGEST_COMMENT - LOCATOR_LENGTH);
            ByteBuffer tail = read(channel, from, (int) (channel.size() - from));
            for (int at = tail.limit() - LENGTH; at >= 0; at--) {
                if (tail.getInt(at) == SIGNATURE) {
                    requireSmall(directorySize(channel, tail, at));
                    return true;
                }
            }
            return false;
        }
    }

    private static long directorySize(FileChannel channel, ByteBuffer tail, int at) throws Finding, IOException {
        int locator = at - LOCATOR_LENGTH;
        if (locator >= 0 && tail.getInt(locator) == LOCATOR_64) {
            long record = tail.getLong(locator + 8);
            if (record < 0 || record > channel.size() - 56) {
                throw new Finding("its zip archive is broken at the end");
            }
            ByteBuffer end = read(channel, record, 56);
            if (end.getInt(0) == SIGNATURE_64) {
                return end.getLong(40);
            }
        }
        return Integer.toUnsignedLong(tail.getInt(at + 12));
    }

    private static void requireSmall(long directory) throws Finding {
        if (directory < 0 || directory > LARGEST_DIRECTORY) {
            throw new Finding("the directory of its zip archive has " + Long.toUnsignedString(directory)
                    + " bytes; allowed are " + LARGEST_DIRECTORY);
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }
}

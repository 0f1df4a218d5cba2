package dev.atelier.persistence.inspection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes and instructions of one file's pickles. Not thread-safe. */
final class PickleBudget {

    private final InspectionLimits limits;
    private long bytesLeft;
    private long instructionsLeft;

    PickleBudget(InspectionLimits limits) {
        this.limits = limits;
        this.bytesLeft = limits.pickleBytes();
        this.instructionsLeft = limits.instructions();
    }

    void spendInstruction() throws ModelFileFormatException {
        if (--instructionsLeft < 0) {
            throw new ModelFileFormatException("its pickles have more than " + limits.instructions()
                    + " instructions in total, more than any model needs");
        }
    }

    /** Why a pickle ends prematurely. */
    ModelFileFormatException end() {
        return new ModelFileFormatException(
                bytesLeft == 0
                        ? "its pickles have more than " + limits.pickleBytes() + " bytes in total, uncompressed"
                        : "its pickle is truncated");
    }

    /** The stream, bounded to the bytes that are left. */
    InputStream metered(InputStream in) {
        return new FilterInputStream(in) {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = bytesLeft == 0 ? -1 : in.read(into, offset, (int) Math.min(length, bytesLeft));
                bytesLeft -= Math.max(read, 0);
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = in.skip(Math.min(count, bytesLeft));
                bytesLeft -= skipped;
                return skipped;
            }
        };
    }
}

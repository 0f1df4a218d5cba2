package dev.atelier.persistence.inspection;

import java.math.BigInteger;
import java.util.Arrays;

/** The number in the first pickle of the files that torch wrote before it wrote archives. */
final class LegacyTorchMagic {

    private static final byte[] NUMBER = reversed(new BigInteger("1950a86a20f9469cfc6c", 16).toByteArray());

    private LegacyTorchMagic() {}

    /** Whether a long integer of a pickle, as its bytes are written there, is that number. */
    static boolean isIn(byte[] written) {
        return Arrays.equals(written, NUMBER);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            reversed[at] = bytes[bytes.length - 1 - at];
        }
        return reversed;
    }
}

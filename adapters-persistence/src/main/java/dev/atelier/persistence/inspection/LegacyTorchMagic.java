package dev.atelier.persistence.inspection;

import java.math.BigInteger;
import java.util.Arrays;

/** The magic number in the first pickle of files that torch wrote before it wrote zip archives. */
final class LegacyTorchMagic {

    private static final byte[] NUMBER = reversed(new BigInteger("1950a86a20f9469cfc6c", 16).toByteArray());

    private LegacyTorchMagic() {}

    /** The bytes of an integer that protocols 0 and 1 write in decimals; null for one that is too long to be the magic number. */
    static byte[] bytes(String decimals) {
        return decimals.matches("\\d{1,30}L?")
                ? reversed(new BigInteger(decimals.replace("L", "")).toByteArray())
                : null;
    }

    /** Whether the bytes of a pickle's long integer are the magic number. */
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

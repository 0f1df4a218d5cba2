package dev.atelier.rest.storage;

import java.util.zip.Checksum;

/** The 64-bit CRC of the NVM Express specification, which is S3's default. */
final class Crc64Nvme implements Checksum {

    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L; // with the lowest bit first
    private static final long[] TABLE = table();

    private long state = -1;

    private static long[] table() {
        long[] table = new long[256];
        for (int octet = 0; octet < table.length; octet++) {
            long crc = octet;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : POLYNOMIAL);
            }
            table[octet] = crc;
        }
        return table;
    }

    @Override
    public void update(int octet) {
        state = state >>> Byte.SIZE ^ TABLE[(int) (state ^ octet) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            update(bytes[i]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}

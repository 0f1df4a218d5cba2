package dev.atelier.rest;

import java.util.ArrayList;
import java.util.List;

/** A body as it is received. Uses as much memory as has arrived, until it is joined. Not thread-safe. */
final class ReceivedBytes {

    private final List<byte[]> chunks = new ArrayList<>();
    private int length;

    int length() {
        return length;
    }

    void add(byte[] chunk) {
        chunks.add(chunk);
        length += chunk.length;
    }

    /** Everything in one array; empties this. */
    byte[] joined() {
        byte[] all = new byte[length];
        int end = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, all, end, chunk.length);
            end += chunk.length;
        }
        chunks.clear();
        return all;
    }
}

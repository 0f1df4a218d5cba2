package dev.atelier.persistence.inspection;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads a pickle's instructions and their arguments; long arguments are skipped. */
final class PickleReader {

    private static final int MAX_LINE_LENGTH = 64 * 1024;
    private static final int MAX_KEPT = 100;

    private final DataInputStream in;
    private long position;

    PickleReader(InputStream in) {
        this.in = new DataInputStream(counted(in));
    }

    /** How many bytes were read. */
    long position() {
        return position;
    }

    private InputStream counted(InputStream counting) {
        return new FilterInputStream(counting) {

            @Override
            public int read() throws IOException {
                int read = in.read();
                position += read < 0 ? 0 : 1;
                return read;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int read = in.read(into, offset, length);
                position += Math.max(read, 0);
                return read;
            }

            @Override
            public long skip(long count) throws IOException {
                long skipped = in.skip(count);
                position += skipped;
                return skipped;
            }
        };
    }

    /** An argument: a number, one or two texts, or bytes, as the instruction has it; the others are null. */
    record Value(long number, String text, String second, byte[] bytes) {}

    PickleOp op() throws ModelFileFormatException, IOException {
        int code = in.read();
        if (code < 0) {
            throw new EOFException();
        }
        PickleOp op = PickleOp.of(code);
        if (op == null) {
            throw new ModelFileFormatException(
                    "its pickle contains the unknown instruction 0x" + Integer.toHexString(code));
        }
        return op;
    }

    Value argument(PickleOp op) throws ModelFileFormatException, IOException {
        return switch (op.argument) {
            case NONE -> new Value(0, null, null, null);
            case ONE, TWO, FOUR, EIGHT -> new Value(number(op.argument.bytes), null, null, null);
            case LINE -> line(op);
            case TWO_LINES -> new Value(0, line(), line(), null);
            case SIZE_1, SIZE_4, SIZE_8 -> sized(number(op.argument.bytes));
        };
    }

    private Value line(PickleOp op) throws ModelFileFormatException, IOException {
        String line = line();
        boolean isIndex = op == PickleOp.GET || op == PickleOp.PUT;
        if (isIndex && !line.matches("\\d{1,9}")) {
            throw new ModelFileFormatException("its pickle has a memo key that is not a number");
        }
        return new Value(
                isIndex ? Long.parseLong(line) : 0,
                null,
                null,
                op == PickleOp.LONG ? LegacyTorchMagic.bytes(line) : null);
    }

    private String line() throws ModelFileFormatException, IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (line.length() == MAX_LINE_LENGTH) {
                throw new ModelFileFormatException(
                        "its pickle contains a line of more than " + MAX_LINE_LENGTH + " characters");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private Value sized(long size) throws ModelFileFormatException, IOException {
        if (size < 0) {
            throw new ModelFileFormatException("its pickle contains a value of an impossible size");
        }
        if (size > MAX_KEPT) {
            in.skipNBytes(size);
            return new Value(0, null, null, null);
        }
        byte[] bytes = new byte[(int) size];
        in.readFully(bytes);
        return new Value(0, new String(bytes, StandardCharsets.UTF_8), null, bytes);
    }

    private long number(int size) throws IOException {
        byte[] bytes = new byte[Long.BYTES];
        in.readFully(bytes, 0, size);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}

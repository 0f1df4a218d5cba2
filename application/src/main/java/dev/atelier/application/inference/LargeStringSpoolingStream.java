package dev.atelier.application.inference;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Receives JSON and moves long strings, which are its images, to a file: in their place stays a short string, a mark
 * and the long string's number. Not thread-safe.
 */
public final class LargeStringSpoolingStream extends OutputStream {

    /** A long string, as it was written between its quotes. Its position is that among all long strings, in order. */
    public record Part(long offset, long length, String head) {}

    /** Destination of long strings; opened when there is one. */
    @FunctionalInterface
    public interface Aside {

        OutputStream open() throws IOException;
    }

    /** The document is larger than allowed. The message is for clients. */
    public static final class TooMuch extends IOException {

        private static final long serialVersionUID = 1L;

        private TooMuch(String message) {
            super(message);
        }
    }

    /** Enough bytes to identify the kind of a long string. */
    private static final int HEAD = 256;

    /** Longer strings than this, in bytes, are moved to the file. */
    public static final int LONG = 16 << 10;

    /** Limit of the document without them. A tree of the most wasteful JSON of this size still fits in 100 MB. */
    private static final int MAX_SLIM = 4 << 20;

    private final ByteArrayOutputStream slim = new ByteArrayOutputStream();
    private final ByteArrayOutputStream string = new ByteArrayOutputStream();
    private final List<Part> parts = new ArrayList<>();
    private final Aside aside;
    private final String mark;
    private final long mostBytes;
    private OutputStream file;
    private String head = "";
    private long total;
    private long fileLength;
    private long textLength;
    private boolean inString;
    private boolean escaped;

    /**
     * @param mark a prefix that no string of the document has
     * @param mostBytes the limit of the complete document
     */
    public LargeStringSpoolingStream(Aside aside, String mark, long mostBytes) {
        this.aside = aside;
        this.mark = mark;
        this.mostBytes = mostBytes;
    }

    /** The document without its long strings. */
    public byte[] slim() {
        return slim.toByteArray();
    }

    /** The long strings, in order. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        total += length;
        if (total > mostBytes) {
            throw new TooMuch("it is longer than " + mostBytes + " bytes");
        }
        int end = offset + length;
        for (int from = offset; from < end; ) {
            int quote = inString ? closingQuote(bytes, from, end) : quote(bytes, from, end);
            if (inString) {
                addToString(bytes, from, quote - from);
            } else {
                slim.write(bytes, from, quote - from);
            }
            if (quote < end) {
                turn();
            }
            from = quote + 1;
        }
        if (slim.size() > MAX_SLIM) {
            throw new TooMuch("it holds more than " + MAX_SLIM + " bytes besides its images");
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    private static int quote(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '"') {
            i++;
        }
        return i;
    }

    /** The index of the string's end, or the end of the bytes. */
    private int closingQuote(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (escaped || bytes[i] != '"')) {
            escaped = bytes[i] == '\\' && !escaped;
            i++;
        }
        return i;
    }

    /** At a quote: the beginning or the end of a string. */
    private void turn() throws IOException {
        if (inString) {
            endString();
        }
        slim.write('"');
        inString = !inString;
    }

    private void addToString(byte[] bytes, int offset, int length) throws IOException {
        if (textLength + length <= LONG) {
            string.write(bytes, offset, length);
        } else {
            openFile();
            keepHead(bytes, offset, length);
            string.writeTo(file);
            string.reset();
            file.write(bytes, offset, length);
        }
        textLength += length;
    }

    private void keepHead(byte[] bytes, int offset, int length) {
        if (textLength <= LONG) {
            ByteArrayOutputStream beginning = new ByteArrayOutputStream();
            beginning.write(string.toByteArray(), 0, Math.min(HEAD, string.size()));
            beginning.write(bytes, offset, Math.min(HEAD, length));
            head = beginning.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private void endString() throws IOException {
        if (textLength > LONG) {
            slim.write((mark + parts.size()).getBytes(StandardCharsets.US_ASCII));
            parts.add(new Part(fileLength, textLength, head));
            fileLength += textLength;
            file.flush();
        } else {
            string.writeTo(slim);
        }
        string.reset();
        textLength = 0;
    }

    private void openFile() throws IOException {
        if (file == null) {
            file = new BufferedOutputStream(aside.open(), 64 << 10);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

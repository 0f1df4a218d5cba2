package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.core.JsonParseException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes JSON in, and lets long strings fall through into a file; in their place stays a short string with a mark. */
final class LongStringSieve extends OutputStream {

    /** Longer strings than this, in bytes, are put aside. */
    static final int LONG = 16 << 10;

    /** What may be left without them. A tree of the most wasteful JSON of this size still fits in 100 MB. */
    private static final int MOST_SLIM = 4 << 20;

    private final ByteArrayOutputStream slim = new ByteArrayOutputStream();
    private final ByteArrayOutputStream string = new ByteArrayOutputStream();
    private final List<LongText> texts = new ArrayList<>();
    private final Path aside;
    private final String mark;
    private final long mostBytes;
    private OutputStream file;
    private long total;
    private long fileLength;
    private long textLength;
    private boolean inString;
    private boolean escaped;

    LongStringSieve(Path aside, String mark, long mostBytes) {
        this.aside = aside;
        this.mark = mark;
        this.mostBytes = mostBytes;
    }

    byte[] slim() {
        return slim.toByteArray();
    }

    List<LongText> longTexts() {
        return texts;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        total += length;
        if (total > mostBytes) {
            throw new JsonParseException(null, "it is longer than " + mostBytes + " bytes");
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
        if (slim.size() > MOST_SLIM) {
            throw new JsonParseException(null, "it holds more than " + MOST_SLIM + " bytes besides its pictures");
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

    /** Where the string ends, or the end of the bytes. */
    private int closingQuote(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (escaped || bytes[i] != '"')) {
            escaped = bytes[i] == '\\' && !escaped;
            i++;
        }
        return i;
    }

    /** At a quote: a string begins or ends. */
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
            string.writeTo(file);
            string.reset();
            file.write(bytes, offset, length);
        }
        textLength += length;
    }

    private void endString() throws IOException {
        if (textLength > LONG) {
            slim.write((mark + texts.size()).getBytes(StandardCharsets.US_ASCII));
            texts.add(new LongText(aside, fileLength, textLength));
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
            file = new BufferedOutputStream(Files.newOutputStream(aside), 64 << 10);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

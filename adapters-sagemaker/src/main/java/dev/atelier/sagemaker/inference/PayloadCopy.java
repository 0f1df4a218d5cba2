package dev.atelier.sagemaker.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies a payload without some members of its objects. The rest is copied byte by byte, so that images, which can be large,
 * never stand in memory.
 */
final class PayloadCopy {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final FileChannel from;
    private final FileChannel to;
    private long position;

    private PayloadCopy(FileChannel from, FileChannel to) {
        this.from = from;
        this.to = to;
    }

    /** @param leftOut by field of the payload, the members that the copy is to lack */
    static void write(Path payload, Path copy, Map<String, Set<String>> leftOut) throws IOException {
        try (FileChannel from = FileChannel.open(payload);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                InputStream in = Files.newInputStream(payload);
                JsonParser parser = JSON.createParser(in)) {
            new PayloadCopy(from, to).write(parser, leftOut);
        }
    }

    private void write(JsonParser parser, Map<String, Set<String>> leftOut) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Set<String> names = leftOut.getOrDefault(parser.currentName(), Set.of());
            if (parser.nextToken() == JsonToken.START_OBJECT && !names.isEmpty()) {
                copyTo(start(parser, '{') + 1);
                writeMembers(parser, names);
            } else {
                parser.skipChildren();
            }
        }
        copyTo(from.size());
    }

    private void writeMembers(JsonParser parser, Set<String> leftOut) throws IOException {
        List<Long> starts = new ArrayList<>();
        List<Boolean> kept = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            starts.add(start(parser, '"'));
            kept.add(!leftOut.contains(parser.currentName()));
            parser.nextToken();
            parser.skipChildren();
        }
        long end = start(parser, '}');
        String separator = "";
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i)) {
                position = starts.get(i);
                to.write(ByteBuffer.wrap(separator.getBytes(StandardCharsets.US_ASCII)));
                copyTo(i + 1 < starts.size() ? commaBefore(starts.get(i + 1)) : end);
                separator = ",";
            }
        }
        position = end;
    }

    private long start(JsonParser parser, char expected) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        if (at(start) != expected) {
            throw new IOException("the payload has no " + expected + " at byte " + start);
        }
        return start;
    }

    private long commaBefore(long start) throws IOException {
        long comma = start - 1;
        while (at(comma) != ',') {
            comma--;
        }
        return comma;
    }

    private char at(long place) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        from.read(one, place);
        return (char) one.get(0);
    }

    private void copyTo(long end) throws IOException {
        while (position < end) {
            position += from.transferTo(position, end - position, to);
        }
    }
}

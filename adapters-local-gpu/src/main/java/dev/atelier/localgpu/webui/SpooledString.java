package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import dev.atelier.application.inference.LargeStringSpoolingStream;
import dev.atelier.application.inference.LongString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A long JSON string that lies in a file as it was written between its quotes. */
final class SpooledString implements JsonSerializable {

    private static final int BUFFER = 64 << 10;

    private final Path file;
    private final LargeStringSpoolingStream.Part part;

    SpooledString(Path file, LargeStringSpoolingStream.Part part) {
        this.file = file;
        this.part = part;
    }

    /** What it begins with. */
    LongString beginning() {
        return LongString.ofJson(part.head());
    }

    /** The bytes between the quotes, escapes and all. */
    InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        InputStream rest = Channels.newInputStream(channel.position(part.offset()));
        return new FirstBytes(new BufferedInputStream(rest, BUFFER), part.length());
    }

    /** The whole literal with its quotes; a longer one than allowed is an IOException. */
    String literal(int mostBytes) throws IOException {
        if (part.length() > mostBytes) {
            throw new IOException("a text is longer than " + mostBytes + " bytes");
        }
        try (InputStream in = open()) {
            return '"' + new String(in.readAllBytes(), StandardCharsets.UTF_8) + '"';
        }
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider context) throws IOException {
        json.writeRawValue("\"");
        char[] chars = new char[8192];
        try (Reader reader = new InputStreamReader(open(), StandardCharsets.UTF_8)) {
            for (int read = reader.read(chars); read >= 0; read = reader.read(chars)) {
                json.writeRaw(chars, 0, read);
            }
        }
        json.writeRaw('"');
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializerProvider context, TypeSerializer type)
            throws IOException {
        serialize(json, context);
    }
}

package dev.atelier.localgpu.webui.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.atelier.application.inference.LargeStringSpoolingStream;
import dev.atelier.application.inference.LongString;
import dev.atelier.application.util.BoundedInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A long JSON string in a file, as the raw text between its quotes. */
public final class SpooledString implements JsonSerializable {

    private static final int BUFFER = 64 << 10;

    private final Path file;
    private final LargeStringSpoolingStream.Part part;

    SpooledString(Path file, LargeStringSpoolingStream.Part part) {
        this.file = file;
        this.part = part;
    }

    /** A file's whole content, which needs no escapes, as a string. */
    public static JsonNode ofFile(Path file) throws NodeException {
        try {
            return new POJONode(new SpooledString(file, new LargeStringSpoolingStream.Part(0, Files.size(file), "")));
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be read", e);
        }
    }

    /** The beginning of the text. */
    LongString beginning() {
        return LongString.ofJson(part.head());
    }

    /** The raw bytes between the quotes, including escapes. */
    InputStream open() throws IOException {
        return new BufferedInputStream(BoundedInputStream.ofFile(file, part.offset(), part.length()), BUFFER);
    }

    /**
     * The literal with its quotes.
     *
     * @throws IOException also if it is too long
     */
    public String literal(int maxBytes) throws IOException {
        if (part.length() > maxBytes) {
            throw new IOException("a text is longer than " + maxBytes + " bytes");
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

package dev.atelier.rest;

import io.micronaut.core.io.buffer.ByteBuffer;
import io.micronaut.core.io.buffer.ReferenceCounted;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.Headers;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.body.MessageBodyReader;
import io.micronaut.http.codec.CodecException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Takes any body for JSON, as the reference does: clients forget the content type. */
@Singleton
@Consumes(MediaType.ALL)
class JsonBodyReader implements MessageBodyReader<JsonBody> {

    @Override
    public JsonBody read(Argument<JsonBody> type, MediaType mediaType, Headers headers, ByteBuffer<?> buffer) {
        JsonBody body = new JsonBody(buffer.toByteArray());
        if (buffer instanceof ReferenceCounted counted) {
            counted.release();
        }
        return body;
    }

    @Override
    public JsonBody read(Argument<JsonBody> type, MediaType mediaType, Headers headers, InputStream content)
            throws CodecException {
        try {
            return new JsonBody(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading a request body", e);
        }
    }
}

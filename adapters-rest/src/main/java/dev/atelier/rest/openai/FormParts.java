package dev.atelier.rest.openai;

import dev.atelier.domain.InvalidRequestException;
import io.micronaut.core.annotation.Nullable;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a {@code multipart/form-data} body by name, in whatever order they come. Immutable. */
record FormParts(Map<String, List<ByteBuffer>> byName) {

    /** The parts of a body of this content type. */
    static FormParts parse(byte[] body, @Nullable String contentType) {
        FullHttpRequest form =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        form.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType == null ? "" : contentType);
        if (!HttpPostRequestDecoder.isMultipart(form)) {
            throw malformed();
        }
        try {
            return of(new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), form));
        } catch (DecoderException e) {
            throw malformed();
        }
    }

    private static FormParts of(HttpPostMultipartRequestDecoder decoder) {
        try {
            Map<String, List<ByteBuffer>> parts = new LinkedHashMap<>();
            for (var part : decoder.getBodyHttpDatas()) {
                parts.computeIfAbsent(part.getName(), name -> new ArrayList<>())
                        .add(ByteBuffer.wrap(((HttpData) part).get()));
            }
            return new FormParts(parts);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a form in memory", e);
        } finally {
            decoder.destroy();
        }
    }

    /** The parts that are texts: all but those of these names; of several of one name the last. */
    Map<String, String> texts(List<String> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        byName.forEach((name, values) -> {
            if (!files.contains(name)) {
                texts.put(
                        name,
                        StandardCharsets.UTF_8
                                .decode(values.get(values.size() - 1).duplicate())
                                .toString());
            }
        });
        return texts;
    }

    /** Names and contents, the same whenever the form is sent. */
    List<ByteBuffer> content() {
        List<ByteBuffer> content = new ArrayList<>();
        new TreeMap<>(byName).forEach((name, parts) -> {
            content.add(StandardCharsets.UTF_8.encode(name));
            content.addAll(parts);
        });
        return content;
    }

    /** The files of that name, or of that name as a list. */
    List<ByteBuffer> files(String name) {
        List<ByteBuffer> files = new ArrayList<>(byName.getOrDefault(name, List.of()));
        files.addAll(byName.getOrDefault(name + "[]", List.of()));
        return files;
    }

    private static InvalidRequestException malformed() {
        return new InvalidRequestException(
                "the request body should be a form, multipart/form-data, with all its parts");
    }
}

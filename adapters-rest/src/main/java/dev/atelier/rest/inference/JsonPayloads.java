package dev.atelier.rest.inference;

import dev.atelier.application.inference.LargeStringSpoolingStream;
import dev.atelier.application.inference.LongString;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.rest.PlainJson;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Payloads as JSON, Python's {@code NaN} and {@code Infinity} included. */
@Singleton
final class JsonPayloads implements PayloadReader {

    private final PayloadLimit limit;

    JsonPayloads(PayloadLimit limit) {
        this.limit = limit;
    }

    @Override
    public Map<String, Object> read(InputStream payload) throws IOException {
        String mark = UUID.randomUUID() + "/";
        try (LargeStringSpoolingStream sieve =
                new LargeStringSpoolingStream(OutputStream::nullOutputStream, mark, limit.bytes())) {
            payload.transferTo(sieve);
            List<LongString> texts = sieve.parts().stream()
                    .map(part -> LongString.ofJson(part.head()))
                    .toList();
            return PlainJson.read(
                    sieve.slim(),
                    text -> text.startsWith(mark) ? texts.get(Integer.parseInt(text.substring(mark.length()))) : text);
        } catch (LargeStringSpoolingStream.Rejected e) {
            throw new InvalidRequestException("the payload is not taken: " + e.getMessage());
        }
    }
}

package dev.atelier.rest.idempotency;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.application.idempotency.RunOnce;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;

/** Keeps a request's successful answer as text, unless it is a stream or long: that is made of its job again. */
final class RequestWork<T> implements RunOnce.Work<HttpResponse<T>> {

    /** The headers that say something of the answer itself. */
    private static final List<String> KEPT_HEADERS = List.of(HttpHeaders.RETRY_AFTER, "Preference-Applied");

    /** In H2 a text has at most a million characters. */
    private static final int MAX_LENGTH = 500_000;

    private static final int FIRST_REJECTION = 300;

    private final IdempotentRequests.Attempts<T> attempts;
    private final JsonMapper mapper;

    RequestWork(IdempotentRequests.Attempts<T> attempts, JsonMapper mapper) {
        this.attempts = attempts;
        this.mapper = mapper;
    }

    /** An answer as it is kept. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Kept(int status, Map<String, String> headers, String body) {}

    @Override
    public CompletionStage<HttpResponse<T>> run(UUID subject) {
        return attempts.run().apply(subject);
    }

    @Override
    public Optional<CompletionStage<HttpResponse<T>>> recall(UUID subject) {
        return attempts.recall().apply(subject);
    }

    @Override
    public Optional<String> write(HttpResponse<T> answer) {
        Object body = answer.body();
        boolean isStream = body instanceof StreamedFile || body instanceof Publisher;
        if (body == null || isStream || answer.code() >= FIRST_REJECTION) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        KEPT_HEADERS.forEach(name -> answer.getHeaders().findFirst(name).ifPresent(value -> headers.put(name, value)));
        try {
            String kept = mapper.writeValueAsString(new Kept(answer.code(), headers, mapper.writeValueAsString(body)));
            return Optional.of(kept).filter(text -> text.length() <= MAX_LENGTH);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the bytes are those of a body of this type
    public HttpResponse<T> read(String answer) {
        try {
            Kept kept = mapper.readValue(answer, Kept.class);
            MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(HttpStatus.valueOf(kept.status()))
                    .contentType(MediaType.APPLICATION_JSON_TYPE)
                    .body(kept.body().getBytes(StandardCharsets.UTF_8));
            kept.headers().forEach(response::header);
            return (HttpResponse<T>) (HttpResponse<?>) response;
        } catch (IOException e) {
            throw new UncheckedIOException("reading an answer that was kept", e);
        }
    }
}

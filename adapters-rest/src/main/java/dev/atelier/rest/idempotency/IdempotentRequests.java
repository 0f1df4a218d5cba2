package dev.atelier.rest.idempotency;

import dev.atelier.application.idempotency.IdempotencyKey;
import dev.atelier.application.idempotency.RunOnce;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.rest.LazyJsonBody;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Answers requests that are sent again with the same Idempotency-Key as the first of them. */
@Singleton
public final class IdempotentRequests {

    /** The name of the header. */
    public static final String HEADER = "Idempotency-Key";

    private final RunOnce runOnce;
    private final JsonMapper mapper;

    IdempotentRequests(RunOnce runOnce, JsonMapper mapper) {
        this.runOnce = runOnce;
        this.mapper = mapper;
    }

    /**
     * How a request is carried out.
     *
     * @param run gives what it creates this id
     * @param recall the answer for what an earlier attempt has created or started; empty if that did neither
     */
    public record Attempts<T>(
            Function<UUID, CompletionStage<HttpResponse<T>>> run,
            Function<UUID, Optional<CompletionStage<HttpResponse<T>>>> recall) {}

    /** As below, for a request that is distinguished by its body. */
    public <T> CompletionStage<HttpResponse<T>> answer(
            HttpRequest<?> request, Caller caller, String name, @Nullable LazyJsonBody body, Attempts<T> attempts) {
        return answer(request, caller, name, List.of(ByteBuffer.wrap(LazyJsonBody.bytes(body))), attempts);
    }

    /**
     * Carries the request out, or returns its first answer.
     *
     * @param name of the operation, with the id of what it starts
     * @param content what distinguishes the request from others
     */
    public <T> CompletionStage<HttpResponse<T>> answer(
            HttpRequest<?> request, Caller caller, String name, Collection<ByteBuffer> content, Attempts<T> attempts) {
        RunOnce.Work<HttpResponse<T>> work = new RequestWork<>(attempts, mapper);
        return value(request)
                .map(key -> runOnce.run(new IdempotencyKey(caller.name(), name, key), digest(content), work))
                .orElseGet(() -> runOnce.run(work));
    }

    private static Optional<String> value(HttpRequest<?> request) {
        List<String> values = request.getHeaders().getAll(HEADER);
        if (values.size() > 1) {
            throw new InvalidRequestException(
                    "the request has " + values.size() + " headers " + HEADER + "; allowed is one");
        }
        return values.stream().findFirst();
    }

    private static String digest(Collection<ByteBuffer> content) {
        MessageDigest digest = MessageDigests.get("SHA-256");
        content.forEach(part -> {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.remaining()));
            digest.update(part.duplicate());
        });
        return HexFormat.of().formatHex(digest.digest());
    }
}

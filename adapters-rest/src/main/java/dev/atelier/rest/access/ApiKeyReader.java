package dev.atelier.rest.access;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.token.bearer.BearerTokenReader;
import io.micronaut.security.token.reader.HttpHeaderTokenReader;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Reads the API key from {@code x-api-key}. It replaces the reader of bearer tokens, because {@code Authorization:
 * Bearer} names a user here and is not a credential. Paths that require no key do not read one, so that they do not
 * depend on the database.
 */
@Singleton
@Replaces(BearerTokenReader.class)
class ApiKeyReader extends HttpHeaderTokenReader {

    static final String HEADER = "x-api-key";

    private final PathPolicy policy;

    ApiKeyReader(PathPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Optional<String> findToken(HttpRequest<?> request) {
        return policy.entry(request) == PathPolicy.Entry.ANYONE ? Optional.empty() : super.findToken(request);
    }

    @Override
    protected String getHeaderName() {
        return HEADER;
    }

    @Override
    protected String getPrefix() {
        return "";
    }
}

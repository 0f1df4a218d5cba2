package dev.atelier.rest.access;

import dev.atelier.application.DatabaseOutage;
import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.AuthenticateCaller;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies the API key in {@code x-api-key}, on a thread that may block. The framework's readers of tokens are switched
 * off, because {@code Authorization: Bearer} names a user and is a credential only on paths that say so. Paths that require
 * no key do not look one up, so that they do not depend on the database; where nothing but the key is asked for, a key that
 * was valid before is enough while the database is away.
 */
@Singleton
class ApiKeyAuthenticationFetcher implements AuthenticationFetcher<HttpRequest<?>> {

    static final String HEADER = "x-api-key";

    private final PathPolicy policy;
    private final AuthenticateCaller authenticate;
    private final DatabaseOutage outage;
    private final Scheduler blocking;

    ApiKeyAuthenticationFetcher(
            PathPolicy policy,
            AuthenticateCaller authenticate,
            DatabaseOutage outage,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.policy = policy;
        this.authenticate = authenticate;
        this.outage = outage;
        this.blocking = Schedulers.fromExecutor(blocking);
    }

    @Override
    public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
        PathPolicy.Entry entry = policy.entry(request);
        String key = key(entry, request.getHeaders());
        if (key == null || entry == PathPolicy.Entry.ANYONE || entry == PathPolicy.Entry.SESSION) {
            return Mono.empty();
        }
        Optional<ApiKey> recent = authenticate.findRecentApiKey(key);
        if (recent.isPresent()) {
            return Mono.just(new ClientAuthentication(recent.get())); // without a change of threads
        }
        return Mono.<Authentication>fromCallable(
                        () -> find(request, key).map(ClientAuthentication::new).orElse(null))
                .subscribeOn(blocking);
    }

    @Nullable
    private static String key(PathPolicy.Entry entry, HttpHeaders headers) {
        String key = headers.get(HEADER);
        return key == null && entry == PathPolicy.Entry.API_KEY_OR_TOKEN
                ? UserHeaderParser.token(headers).orElse(null)
                : key;
    }

    private Optional<ApiKey> find(HttpRequest<?> request, String key) {
        try {
            return authenticate.findApiKey(key);
        } catch (RuntimeException e) {
            if (!policy.asksForTheKeyAlone(request) || !outage.isCauseOf(e)) {
                throw e;
            }
            return Optional.of(authenticate.findLastKnownApiKey(key).orElseThrow(() -> e));
        }
    }
}

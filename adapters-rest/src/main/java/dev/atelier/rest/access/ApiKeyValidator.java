package dev.atelier.rest.access;

import dev.atelier.application.access.AuthenticateCaller;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.token.validator.TokenValidator;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Looks API keys up in the database, on a thread that may block. */
@Singleton
class ApiKeyValidator implements TokenValidator<HttpRequest<?>> {

    private final AuthenticateCaller authenticate;
    private final Scheduler blocking;

    ApiKeyValidator(AuthenticateCaller authenticate, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.authenticate = authenticate;
        this.blocking = Schedulers.fromExecutor(blocking);
    }

    @Override
    public Publisher<Authentication> validateToken(String token, HttpRequest<?> request) {
        return Mono.<Authentication>fromCallable(() -> authenticate
                        .findApiKey(token)
                        .map(ClientAuthentication::new)
                        .orElse(null))
                .subscribeOn(blocking);
    }
}

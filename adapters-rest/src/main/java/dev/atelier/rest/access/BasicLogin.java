package dev.atelier.rest.access;

import dev.atelier.application.access.AuthenticateUser;
import dev.atelier.application.access.UserLogin;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.AuthenticationRequest;
import io.micronaut.security.authentication.AuthenticationResponse;
import io.micronaut.security.authentication.provider.HttpRequestReactiveAuthenticationProvider;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies the user and password of HTTP Basic, on a thread that may block. They are ignored on paths that do not
 * accept them, and when an API key is presented as well, which then decides alone.
 *
 * <p>It is not one of the framework's blocking providers, because the framework logs an error when one of those fails
 * after an API key was found valid. Wrong credentials therefore produce no response here.
 *
 * @param <B> the body of the request
 */
@Singleton
class BasicLogin<B> implements HttpRequestReactiveAuthenticationProvider<B> {

    private final PathPolicy policy;
    private final AuthenticateUser authenticate;
    private final Scheduler blocking;

    BasicLogin(
            PathPolicy policy, AuthenticateUser authenticate, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.policy = policy;
        this.authenticate = authenticate;
        this.blocking = Schedulers.fromExecutor(blocking);
    }

    @Override
    public Publisher<AuthenticationResponse> authenticate(
            @Nullable HttpRequest<B> request, AuthenticationRequest<String, String> login) {
        if (request == null
                || policy.entry(request) != PathPolicy.Entry.API_KEY_OR_PASSWORD
                || request.getHeaders().contains(ApiKeyAuthenticationFetcher.HEADER)) {
            return Mono.empty();
        }
        return Mono.fromCallable(() -> authenticate
                        .authenticate(login.getIdentity(), login.getSecret())
                        .map(BasicLogin::success)
                        .orElse(null))
                .subscribeOn(blocking);
    }

    private static AuthenticationResponse success(UserLogin user) {
        return () -> Optional.of(new ClientAuthentication(user));
    }
}

package dev.atelier.rest.access;

import dev.atelier.application.access.SignIn;
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

/** Verifies the session of the console's pages, on a thread that may block; it counts nowhere else. */
@Singleton
class SessionAuthenticationFetcher implements AuthenticationFetcher<HttpRequest<?>> {

    private final PathPolicy policy;
    private final SignIn signIn;
    private final Scheduler blocking;

    SessionAuthenticationFetcher(
            PathPolicy policy, SignIn signIn, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.policy = policy;
        this.signIn = signIn;
        this.blocking = Schedulers.fromExecutor(blocking);
    }

    @Override
    public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
        if (policy.entry(request) != PathPolicy.Entry.SESSION) {
            return Mono.empty();
        }
        Optional<String> token = SessionCookie.token(request);
        return Mono.<Authentication>fromCallable(() -> token.flatMap(signIn::resume)
                        .map(login -> new ClientAuthentication(login, ClientAuthentication.SESSION))
                        .orElse(null))
                .subscribeOn(blocking);
    }
}

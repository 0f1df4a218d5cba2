package dev.atelier.rest.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.access.AuthenticateUser;
import dev.atelier.application.access.Credential;
import dev.atelier.application.access.UserLogin;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.filters.AuthenticationFetcher;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Verifies the HTTP Basic of clients of WebUI's API, on a thread that may block: a user with a password or API key, or any
 * name with a key that is bound to no user. An API key in {@code x-api-key} decides alone. Clients without a login send
 * empty and half-filled headers, which count as none.
 */
@Singleton
class WebUiLogin implements AuthenticationFetcher<HttpRequest<?>> {

    private static final String BASIC = "Basic ";

    /** What Python makes of a login that is not set. */
    private static final String NONE = "None";

    private final PathPolicy policy;
    private final SdapiSettings settings;
    private final AuthenticateCaller callers;
    private final AuthenticateUser users;
    private final Scheduler blocking;

    WebUiLogin(
            PathPolicy policy,
            SdapiSettings settings,
            AuthenticateCaller callers,
            AuthenticateUser users,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.policy = policy;
        this.settings = settings;
        this.callers = callers;
        this.users = users;
        this.blocking = Schedulers.fromExecutor(blocking);
    }

    /** A name and a secret, either of which may be empty. */
    private record Login(String name, String secret) {

        boolean isGiven() {
            return !secret.isEmpty() && !(name.equals(NONE) && secret.equals(NONE));
        }
    }

    @Override
    public Publisher<Authentication> fetchAuthentication(HttpRequest<?> request) {
        if (policy.entry(request) != PathPolicy.Entry.WEBUI
                || request.getHeaders().contains(ApiKeyAuthenticationFetcher.HEADER)) {
            return Mono.empty();
        }
        Optional<Login> login =
                parse(request.getHeaders().get(HttpHeaders.AUTHORIZATION)).filter(Login::isGiven);
        if (login.isEmpty()) {
            return Mono.justOrEmpty(settings.anonymous().map(user -> new ClientAuthentication(new UserLogin(user))));
        }
        return Mono.<Authentication>fromCallable(
                        () -> find(login.get()).map(ClientAuthentication::new).orElse(null))
                .subscribeOn(blocking);
    }

    private static Optional<Login> parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            String login = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            int colon = login.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Login(login.substring(0, colon), login.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private Optional<Credential> find(Login login) {
        Optional<ApiKey> key = callers.findApiKey(login.secret());
        if (key.isEmpty()) {
            return users.authenticate(login.name(), login.secret()).map(Credential.class::cast);
        }
        Optional<UserName> user = existing(login.name());
        if (key.get().bound()) {
            return key.filter(bound -> login.name().isEmpty()
                            || user.filter(bound.user()::equals).isPresent())
                    .map(Credential.class::cast);
        }
        return Optional.of(user.<Credential>map(UserLogin::new).orElseGet(key::get));
    }

    private Optional<UserName> existing(String name) {
        try {
            return callers.find(new UserName(name)).map(caller -> caller.name());
        } catch (InvalidRequestException notAName) {
            return Optional.empty();
        }
    }
}

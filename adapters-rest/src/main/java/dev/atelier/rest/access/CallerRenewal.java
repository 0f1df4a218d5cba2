package dev.atelier.rest.access;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.access.Credential;
import dev.atelier.domain.access.Caller;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/** Judges again who makes a call that lasts. Thread-safe. */
@Singleton
public class CallerRenewal {

    private final AuthenticateCaller authenticate;

    CallerRenewal(AuthenticateCaller authenticate) {
        this.authenticate = authenticate;
    }

    /** The caller of the request at the time of a call, which may block; empty when the call would be rejected by then. */
    public Supplier<Optional<Caller>> of(HttpRequest<?> request, Caller caller) {
        Credential credential = request.getUserPrincipal(ClientAuthentication.class)
                .map(ClientAuthentication::credential)
                .orElseThrow();
        return () -> authenticate.renew(credential, caller.name());
    }
}

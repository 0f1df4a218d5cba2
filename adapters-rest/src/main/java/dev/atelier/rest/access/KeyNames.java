package dev.atelier.rest.access;

import dev.atelier.application.access.ApiKey;
import io.micronaut.http.HttpRequest;
import java.util.Optional;

/** The names of the API keys that requests are made with. */
public final class KeyNames {

    private KeyNames() {}

    /** That of this request; empty when it was authenticated in another way, or not at all. */
    public static Optional<String> of(HttpRequest<?> request) {
        return request.getUserPrincipal(ClientAuthentication.class)
                .map(ClientAuthentication::credential)
                .filter(ApiKey.class::isInstance)
                .map(credential -> ((ApiKey) credential).name());
    }
}

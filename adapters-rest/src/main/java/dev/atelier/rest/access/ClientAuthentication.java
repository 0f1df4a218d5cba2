package dev.atelier.rest.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.Credential;
import io.micronaut.security.authentication.Authentication;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The authenticated client of a request. Its roles are the framework's and say how it was authenticated; permissions
 * are checked by the use cases.
 */
record ClientAuthentication(Credential credential, String role) implements Authentication {

    static final String API_KEY = "api-key";
    static final String PASSWORD = "password";
    static final String SESSION = "session";

    ClientAuthentication(Credential credential) {
        this(credential, credential instanceof ApiKey ? API_KEY : PASSWORD);
    }

    /** The user on whose behalf calls without a user name are made. */
    @Override
    public String getName() {
        return credential.user().value();
    }

    @Override
    public Map<String, Object> getAttributes() {
        return Map.of();
    }

    @Override
    public Collection<String> getRoles() {
        return List.of(role);
    }
}

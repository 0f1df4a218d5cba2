package dev.atelier.rest.access;

import dev.atelier.application.ConfigurationChecks;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Optional;
import java.util.Set;

/**
 * How clients of SD WebUI's own API are served. Created at startup, so that an invalid setting fails it.
 *
 * @param enabled whether they are served at all
 * @param anonymousUser the user for whom calls without credentials are made; not given: they are rejected. Everyone who
 *     reaches the service then acts for that user
 * @param cancelOnDisconnect whether a generation without an Idempotency-Key is canceled when its client closes the
 *     connection
 */
@Context
@ConfigurationProperties(SdapiSettings.KEY)
public record SdapiSettings(
        @Bindable(defaultValue = "true") boolean enabled,
        @Nullable String anonymousUser,
        @Bindable(defaultValue = "true") boolean cancelOnDisconnect) {

    static final String KEY = "atelier.sdapi";

    /** The first segments of the paths of that API and of what its clients call beside it. */
    public static final Set<String> ROOTS =
            Set.of("/sdapi", "/controlnet", "/rembg", "/internal", "/queue", "/config", "/login", "/user");

    public SdapiSettings {
        ConfigurationChecks.require(
                anonymousUser == null || anonymousUser.isBlank() || isName(anonymousUser),
                KEY + ".anonymous-user",
                anonymousUser,
                "the name of a user");
    }

    private static boolean isName(String name) {
        try {
            new UserName(name.strip());
            return true;
        } catch (InvalidRequestException e) {
            return false;
        }
    }

    /** The user of calls without credentials; empty where these are rejected. */
    Optional<UserName> anonymous() {
        return Optional.ofNullable(anonymousUser)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(UserName::new);
    }
}

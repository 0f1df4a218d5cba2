package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.domain.access.UserName;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.annotation.Nullable;
import java.util.Optional;

/**
 * An API key in addition to the installation's own, below {@code atelier.api-keys.<name>}. It becomes valid at the
 * first start with the setting and invalid at the first start without it. The settings are given in a file or as system
 * properties; environment variables cannot name keys, but a value in a file can refer to one:
 * {@code key: ${MY_VARIABLE}}.
 *
 * @param name its name; lower-case letters, digits and hyphens
 * @param key the key itself, at least 16 characters
 * @param user the only user for whom the key may act; not given: the user named by the request, else {@code api}
 */
@EachProperty(ApiKeyConfiguration.KEYS)
public record ApiKeyConfiguration(
        @Parameter String name,
        @Nullable String key,
        @Nullable String user) {

    static final String KEYS = "atelier.api-keys";

    private static final int SHORTEST = 16;

    public ApiKeyConfiguration {
        if (key == null) {
            throw new IllegalArgumentException(KEYS + "." + name + ".key is missing; it should be the key itself");
        }
        requireHardToGuess(KEYS + "." + name + ".key", key);
    }

    /** The key as it is stored. */
    public ApiKey toKey() {
        Optional<UserName> boundTo = Optional.ofNullable(user).map(UserName::new);
        return ApiKey.of(name, key, boundTo, ApiKey.Origin.SETTINGS);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ConfiguredKey[" + name + ", " + user + "]";
    }

    static void requireHardToGuess(String setting, String key) {
        if (key.length() < SHORTEST) {
            throw new IllegalArgumentException(setting + " has " + key.length() + " characters; at least " + SHORTEST
                    + " are needed, so that it cannot be guessed");
        }
    }
}

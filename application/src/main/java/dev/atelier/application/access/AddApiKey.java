package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/**
 * Adds an API key. It has no caller: only the command line calls it, on the installation's own database; no operation
 * of the API does.
 */
@UseCase
public class AddApiKey {

    private final ApiKeyRepository keys;
    private final UserRepository users;

    public AddApiKey(ApiKeyRepository keys, UserRepository users) {
        this.keys = keys;
        this.users = users;
    }

    /** The generated key, which cannot be retrieved again. A user that it is bound to must exist. */
    public String add(String name, Optional<UserName> boundTo) {
        boundTo.filter(user -> users.find(user).isEmpty()).ifPresent(unknown -> {
            throw new InvalidRequestException(
                    "user " + TextSanitizer.quote(unknown.value()) + " does not exist; create the user first");
        });
        String key = ApiKey.random();
        keys.add(ApiKey.of(name, key, boundTo, ApiKey.Origin.COMMAND));
        return key;
    }
}

package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/**
 * Makes a new API key. It has no caller: it is for whoever runs commands on the installation's own database, and no
 * operation of the API leads here.
 */
@UseCase
public class AddApiKey {

    private final ApiKeyRepository keys;
    private final UserRepository users;

    public AddApiKey(ApiKeyRepository keys, UserRepository users) {
        this.keys = keys;
        this.users = users;
    }

    /** The key itself, which cannot be read again. A user to whom it shall be bound must exist. */
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

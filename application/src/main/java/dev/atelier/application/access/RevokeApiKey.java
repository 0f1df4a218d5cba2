package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;

/** Revokes an API key, with immediate effect. It has no caller, see {@link AddApiKey}. */
@UseCase
public class RevokeApiKey {

    private final ApiKeyRepository keys;

    public RevokeApiKey(ApiKeyRepository keys) {
        this.keys = keys;
    }

    /** Keys from the settings are rejected, since they would be valid again after the next start. */
    public void revoke(String name) {
        ApiKey key = keys.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("there is no API key " + TextSanitizer.quote(name)));
        if (key.origin() == ApiKey.Origin.SETTINGS) {
            throw new InvalidRequestException(
                    "API key " + name + " comes from the settings; change it there and start the service again");
        }
        keys.remove(name);
    }
}

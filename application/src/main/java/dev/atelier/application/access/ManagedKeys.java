package dev.atelier.application.access;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.TextSanitizer;

/** The keys that commands and callers manage. */
final class ManagedKeys {

    private ManagedKeys() {}

    /**
     * The key of that name. Those of the settings would be as they were after the next start.
     *
     * @throws NotFoundException if there is none
     * @throws InvalidRequestException if it comes from the settings
     */
    static ApiKey require(ApiKeyRepository keys, String name) {
        ApiKey key = keys.named(name)
                .orElseThrow(() -> new NotFoundException("there is no API key " + TextSanitizer.quote(name)));
        if (key.origin() == ApiKey.Origin.SETTINGS) {
            throw new InvalidRequestException(
                    "API key " + name + " comes from the settings; change it there and start the service again");
        }
        return key;
    }
}

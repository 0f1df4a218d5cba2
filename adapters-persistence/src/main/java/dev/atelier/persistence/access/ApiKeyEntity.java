package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.domain.access.UserName;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** An API key's row. */
@MappedEntity("api_key")
record ApiKeyEntity(@Id String name, String hash, String userName, boolean bound, ApiKey.Origin origin) {

    ApiKey toKey() {
        return new ApiKey(name, hash, new UserName(userName), bound, origin);
    }
}

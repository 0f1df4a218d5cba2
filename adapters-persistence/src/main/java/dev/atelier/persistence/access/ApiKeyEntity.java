package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.NullableUtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Optional;

/** An API key's row. */
@MappedEntity("api_key")
record ApiKeyEntity(
        @Id String name,
        String hash,
        String userName,
        boolean bound,
        ApiKey.Origin origin,
        @NullableUtcTimestamp Instant created,
        @NullableUtcTimestamp Instant expires,
        @NullableUtcTimestamp Instant lastUsed,
        @Nullable String previousHash,
        @NullableUtcTimestamp Instant previousUntil) {

    ApiKey toKey() {
        return new ApiKey(name, hash, new UserName(userName), bound, origin, Optional.ofNullable(expires));
    }

    /** The key by the secret that it had before, which is valid until the overlap ends, or the key itself expires. */
    ApiKey toPreviousKey() {
        Instant until = expires != null && expires.isBefore(previousUntil) ? expires : previousUntil;
        return new ApiKey(name, previousHash, new UserName(userName), bound, origin, Optional.of(until));
    }

    ApiKeyRepository.Entry toEntry() {
        return new ApiKeyRepository.Entry(
                toKey(),
                Optional.ofNullable(created),
                Optional.ofNullable(lastUsed),
                Optional.ofNullable(previousUntil));
    }
}

package dev.atelier.persistence.download;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The row of a credential; its secret is encrypted. */
@MappedEntity("import_credential")
record ImportCredentialEntity(
        @Id UUID id,
        String host,
        @Nullable String owner,
        String ownerKey,
        String kind,
        String parameter,
        String secret,
        @UtcTimestamp Instant created,
        @NullableUtcTimestamp Instant lastUsed) {

    ImportCredential toCredential() {
        return new ImportCredential(
                id,
                host,
                Optional.ofNullable(owner).map(UserName::new),
                ImportCredential.Kind.valueOf(kind),
                parameter,
                created,
                Optional.ofNullable(lastUsed));
    }
}

package dev.atelier.persistence.access;

import dev.atelier.application.access.Session;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A session's row. */
@MappedEntity("console_session")
record SessionEntity(
        @Id String hash,
        String userName,
        String credentialHash,
        @UtcTimestamp Instant expires) {

    Session toSession() {
        return new Session(hash, new UserName(userName), credentialHash, expires);
    }
}

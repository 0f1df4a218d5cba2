package dev.atelier.persistence.audit;

import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.CallOrigin;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An entry's row. */
@MappedEntity("audit_entry")
record AuditEntity(
        @Id UUID id,
        @UtcTimestamp Instant created,
        @Nullable String userName,
        @Nullable String keyName,
        @Nullable String requestId,
        String action,
        String subjectType,
        String subject,
        String details,
        @Nullable String address) {

    static AuditEntity of(AuditEntry entry) {
        AuditEntry.Deed deed = entry.deed();
        return new AuditEntity(
                entry.id(),
                entry.time(),
                entry.user().map(UserName::value).orElse(null),
                entry.origin().key().orElse(null),
                entry.origin().request().orElse(null),
                deed.action().word(),
                deed.action().subjectType(),
                deed.subject(),
                deed.details(),
                entry.origin().address().orElse(null));
    }

    AuditEntry toEntry() {
        return new AuditEntry(
                id,
                created,
                Optional.ofNullable(userName).map(UserName::new),
                new CallOrigin.Origin(
                        Optional.ofNullable(keyName), Optional.ofNullable(requestId), Optional.ofNullable(address)),
                new AuditEntry.Deed(AuditAction.of(action), subject, details));
    }
}

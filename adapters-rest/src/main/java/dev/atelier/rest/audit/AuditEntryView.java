package dev.atelier.rest.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.access.UserName;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/**
 * An entry of the audit log; what is not known is left out.
 *
 * @param time when it was done, in ISO 8601
 * @param user who did it; left out for commands on the service's own machine
 * @param key the name of the API key
 * @param requestId the X-Request-Id of the response
 * @param action type of subject and verb, for example user.save
 * @param subjectType what kind of thing it was done to
 * @param subject the id of that, or its name
 * @param details what was done, in a few words
 * @param address the client's IP address
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record AuditEntryView(
        String id,
        String time,
        @Nullable String user,
        @Nullable String key,
        @Nullable @JsonProperty("request_id") String requestId,
        String action,
        @JsonProperty("subject_type") String subjectType,
        String subject,
        @Nullable String details,
        @Nullable String address) {

    static AuditEntryView of(AuditEntry entry) {
        AuditEntry.Deed deed = entry.deed();
        return new AuditEntryView(
                entry.id().toString(),
                entry.time().toString(),
                entry.user().map(UserName::value).orElse(null),
                entry.origin().key().orElse(null),
                entry.origin().request().orElse(null),
                deed.action().word(),
                deed.action().subjectType(),
                deed.subject(),
                deed.details().isEmpty() ? null : deed.details(),
                entry.origin().address().orElse(null));
    }
}

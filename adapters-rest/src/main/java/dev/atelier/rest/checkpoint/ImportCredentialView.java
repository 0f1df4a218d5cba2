package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;

/**
 * That there is a secret for a host; the secret itself is in no response. Times are in ISO 8601.
 *
 * @param owner whose imports it is for; missing: those of all users
 * @param parameter with the kind query, the parameter that has the secret
 * @param lastUsed when it was sent last, if ever
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportCredentialView(
        String id,
        String host,
        String kind,
        @Nullable String parameter,
        @Nullable String owner,
        String created,
        @Nullable @JsonProperty("last_used") String lastUsed) {

    static ImportCredentialView of(ImportCredential credential) {
        return new ImportCredentialView(
                credential.id().toString(),
                credential.host(),
                credential.kind().word(),
                credential.parameter().isEmpty() ? null : credential.parameter(),
                credential.owner().map(UserName::value).orElse(null),
                credential.created().toString(),
                credential.lastUsed().map(Instant::toString).orElse(null));
    }
}

package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** The credentials for imports of the caller, by host. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ImportCredentialListResponse(List<ImportCredentialView> credentials) {}

package dev.atelier.rest.quota;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.Optional;

/** The bodies of requests about quotas, and for the OpenAPI description only, those of responses. */
final class QuotaSchemas {

    private QuotaSchemas() {}

    /** The quota of a user or of a role; what is left out is not limited. */
    record NewQuota(
            @Nullable @Size(min = 1) String user,
            @Nullable @Size(min = 1) String role,

            @Nullable @JsonProperty("gpu_seconds_per_day") @Min(0)
            Integer gpuSecondsPerDay,

            @Nullable @JsonProperty("jobs_waiting") @Min(0) Integer jobsWaiting,

            @Nullable @JsonProperty("jobs_per_minute") @Min(0)
            Integer jobsPerMinute) {

        Quota toQuota() {
            return new Quota(
                    holder(user, role),
                    Optional.ofNullable(gpuSecondsPerDay),
                    Optional.ofNullable(jobsWaiting),
                    Optional.ofNullable(jobsPerMinute));
        }
    }

    /** Whose quota it is: one of both. */
    record QuotaHolder(
            @Nullable @Size(min = 1) String user,
            @Nullable @Size(min = 1) String role) {

        Principal toPrincipal() {
            return holder(user, role);
        }
    }

    record QuotaAnswer(int statusCode, QuotaView data, String message) {}

    record QuotasAnswer(int statusCode, QuotaListResponse data, String message) {}

    private static Principal holder(@Nullable String user, @Nullable String role) {
        if (user == null == (role == null)) {
            throw new InvalidRequestException("a quota is that of a user or of a role; name one of both");
        }
        return user != null ? Principal.of(new UserName(user)) : Principal.of(new RoleName(role));
    }
}

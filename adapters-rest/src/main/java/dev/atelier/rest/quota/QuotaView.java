package dev.atelier.rest.quota;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/** A quota, of a user or a role; what is not limited is left out. */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record QuotaView(
        @Nullable String user,
        @Nullable String role,
        @Nullable @JsonProperty("gpu_seconds_per_day") Integer gpuSecondsPerDay,
        @Nullable @JsonProperty("jobs_waiting") Integer jobsWaiting,
        @Nullable @JsonProperty("jobs_per_minute") Integer jobsPerMinute) {

    static QuotaView of(Quota quota) {
        boolean user = quota.holder().kind() == Principal.Kind.USER;
        String name = quota.holder().name();
        return new QuotaView(
                user ? name : null,
                user ? null : name,
                quota.gpuSecondsPerDay().orElse(null),
                quota.jobsWaiting().orElse(null),
                quota.jobsPerMinute().orElse(null));
    }
}

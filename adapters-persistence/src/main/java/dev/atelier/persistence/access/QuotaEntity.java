package dev.atelier.persistence.access;

import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.Optional;

/** A quota's row. */
@MappedEntity("quota")
record QuotaEntity(
        @Id String holder,
        @Nullable String userName,
        @Nullable String roleName,
        @Nullable Integer gpuSecondsPerDay,
        @Nullable Integer jobsWaiting,
        @Nullable Integer jobsPerMinute) {

    static QuotaEntity of(Quota quota) {
        Principal holder = quota.holder();
        boolean user = holder.kind() == Principal.Kind.USER;
        return new QuotaEntity(
                holder.toString(),
                user ? holder.name() : null,
                user ? null : holder.name(),
                quota.gpuSecondsPerDay().orElse(null),
                quota.jobsWaiting().orElse(null),
                quota.jobsPerMinute().orElse(null));
    }

    Quota toQuota() {
        return new Quota(
                Principal.parse(holder),
                Optional.ofNullable(gpuSecondsPerDay),
                Optional.ofNullable(jobsWaiting),
                Optional.ofNullable(jobsPerMinute));
    }
}

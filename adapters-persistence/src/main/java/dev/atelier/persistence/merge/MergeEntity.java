package dev.atelier.persistence.merge;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A merge's row. */
@MappedEntity("merge_job")
record MergeEntity(
        @Id UUID id,
        String userName,
        String recipe,
        MergeStatus status,
        double progress,
        @Nullable String error,
        @UtcTimestamp Instant created,
        @NullableUtcTimestamp Instant ended) {

    static MergeEntity of(MergeJob job, MergeJsonColumns json) {
        return new MergeEntity(
                job.id().value(),
                job.user().value(),
                json.recipe(job.recipe()),
                job.status(),
                job.progress(),
                job.error(),
                job.created(),
                job.ended());
    }

    MergeJob toJob(MergeJsonColumns json) {
        return new MergeJob(
                new MergeId(id), new UserName(userName), json.recipe(recipe), status, progress, error, created, ended);
    }
}

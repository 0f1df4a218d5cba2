package dev.atelier.persistence.inference;

import dev.atelier.application.inference.RemoteInvocationRepository.Invocation;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A remote invocation's row. */
@MappedEntity("inference_invocation")
record InvocationEntity(
        @Id UUID jobId,
        UUID endpointId,
        @Nullable String result,
        @Nullable String failure,
        @MappedProperty("look") @UtcTimestamp Instant nextPoll) {

    Invocation toInvocation() {
        return new Invocation(
                new InferenceJobId(jobId),
                Optional.ofNullable(result)
                        .map(StorageUri::parse)
                        .map(place -> new OutputLocation(
                                place, Optional.ofNullable(failure).map(StorageUri::parse))));
    }
}

package dev.atelier.persistence.endpoint;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An endpoint's row; when read, together with its roles in their order. */
@MappedEntity("endpoint")
record EndpointEntity(
        @Id UUID id,
        String name,
        InferenceType type,
        String instanceType,
        int initialInstances,
        int minInstances,
        int maxInstances,
        boolean autoscaling,
        int running,
        String creator,
        String backend,
        EndpointStatus status,
        @Nullable String error,
        @UtcTimestamp Instant created,
        @NullableUtcTimestamp Instant ended,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> roles) {

    /** Columns to select from {@code endpoint e} for this entity. */
    static final String COLUMNS = """
            e.id, e.name, e.type, e.instance_type, e.initial_instances, e.min_instances, e.max_instances,
            e.autoscaling, e.running, e.creator, e.backend, e.status, e.error, e.created, e.ended,
            array(select role_name from endpoint_role where endpoint_id = e.id order by position) as roles
            """;

    static EndpointEntity of(Endpoint endpoint) {
        return new EndpointEntity(
                endpoint.id().value(),
                endpoint.name().value(),
                endpoint.type(),
                endpoint.instanceType(),
                endpoint.counts().initial(),
                endpoint.counts().min(),
                endpoint.counts().max(),
                endpoint.counts().autoscaling(),
                endpoint.running(),
                endpoint.creator().value(),
                endpoint.backend(),
                endpoint.status(),
                endpoint.error(),
                endpoint.created(),
                endpoint.ended(),
                endpoint.roles());
    }

    Endpoint toEndpoint() {
        return new Endpoint(
                new EndpointId(id),
                new EndpointName(name),
                type,
                instanceType,
                new InstanceCounts(initialInstances, minInstances, maxInstances, autoscaling),
                running,
                roles,
                new UserName(creator),
                backend,
                status,
                error,
                created,
                ended);
    }
}

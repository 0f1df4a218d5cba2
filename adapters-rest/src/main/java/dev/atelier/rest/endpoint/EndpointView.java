package dev.atelier.rest.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** An endpoint in responses; its counts are strings, its {@code status} is always null. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record EndpointView(
        @JsonProperty("EndpointDeploymentJobId") String id,
        boolean autoscaling,
        @JsonProperty("min_instance_number") String minInstanceNumber,
        @JsonProperty("max_instance_number") String maxInstanceNumber,
        String startTime,
        @Nullable String status,
        @JsonProperty("instance_type") String instanceType,
        @JsonProperty("current_instance_count") String currentInstanceCount,
        @Nullable String endTime,
        @JsonProperty("endpoint_status") String endpointStatus,
        @JsonProperty("endpoint_name") String endpointName,
        @Nullable String error,
        @JsonProperty("endpoint_type") String endpointType,
        @JsonProperty("owner_group_or_role") List<String> ownerGroupOrRole) {

    static EndpointView of(Endpoint endpoint) {
        return new EndpointView(
                endpoint.id().toString(),
                endpoint.counts().autoscaling(),
                Integer.toString(endpoint.counts().min()),
                Integer.toString(endpoint.counts().max()),
                TimestampFormat.write(endpoint.created()),
                null,
                endpoint.instanceType(),
                Integer.toString(endpoint.running()),
                TimestampFormat.write(endpoint.ended()),
                endpoint.status().word(),
                endpoint.name().value(),
                endpoint.error(),
                endpoint.type().word(),
                endpoint.roles());
    }
}

package dev.atelier.rest.endpoint.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Objects;

/** An endpoint as a deployment job: {@code inprogress}, {@code success}, or {@code failed} with the reason. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeploymentView(
        @JsonProperty("EndpointDeploymentJobId") String id,
        String startTime,
        @Nullable String endTime,
        @JsonProperty("endpoint_name") String endpointName,
        @JsonProperty("endpoint_status") String endpointStatus,
        String status,
        @Nullable String error) {

    static DeploymentView of(Endpoint endpoint) {
        return new DeploymentView(
                endpoint.id().toString(),
                TimestampFormat.write(endpoint.created()),
                TimestampFormat.write(endpoint.ended()),
                endpoint.name().value(),
                endpoint.status().word(),
                status(endpoint),
                endpoint.status() == EndpointStatus.FAILED ? Objects.requireNonNullElse(endpoint.error(), "") : null);
    }

    private static String status(Endpoint endpoint) {
        return switch (endpoint.status()) {
            case CREATING -> "inprogress";
            case IN_SERVICE, UPDATING -> "success";
            case FAILED -> "failed";
        };
    }
}

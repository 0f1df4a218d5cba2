package dev.atelier.rest.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The bodies of endpoint operations; those of responses are for the OpenAPI description only. */
final class EndpointSchemas {

    private EndpointSchemas() {}

    /**
     * Counts may be numbers or strings of digits.
     *
     * @param endpointType Async, which is the default, or Real-time
     * @param instanceType SageMaker's name, for example ml.g5.2xlarge
     * @param creator ignored
     */
    record NewEndpoint(
            @Nullable @JsonProperty("endpoint_name") String endpointName,
            @Nullable @JsonProperty("endpoint_type") String endpointType,
            @JsonProperty("instance_type") @Size(min = 1) String instanceType,
            @JsonProperty("initial_instance_count") @Min(1) int initialInstanceCount,
            @JsonProperty("autoscaling_enabled") boolean autoscalingEnabled,
            @JsonProperty("assign_to_roles") List<@Size(min = 1) String> assignToRoles,

            @Nullable @JsonProperty("min_instance_number") @Min(0)
            Integer minInstanceNumber,

            @Nullable @JsonProperty("max_instance_number") @Min(1)
            Integer maxInstanceNumber,

            @Nullable Object creator) {}

    /**
     * What is to be another; what is missing stays. Counts may be numbers or strings of digits.
     *
     * @param assignToRoles the roles to which it is open from now on, in place of those before
     * @param initialInstanceCount how many instances it has without autoscaling
     */
    record ChangedEndpoint(
            @Nullable @JsonProperty("assign_to_roles") List<@Size(min = 1) String> assignToRoles,

            @Nullable @JsonProperty("initial_instance_count") @Min(1)
            Integer initialInstanceCount,

            @Nullable @JsonProperty("min_instance_number") @Min(0)
            Integer minInstanceNumber,

            @Nullable @JsonProperty("max_instance_number") @Min(1)
            Integer maxInstanceNumber,

            @Nullable @JsonProperty("autoscaling_enabled") Boolean autoscalingEnabled) {}

    /**
     * Exactly one of the two is required.
     *
     * @param endpointNames the names to delete
     * @param deleteEndpoints 1.4.0's name of endpoint_name_list
     */
    record EndpointNames(
            @Nullable @JsonProperty("endpoint_name_list") List<@Size(min = 1) String> endpointNames,
            @Nullable @JsonProperty("delete_endpoint_list") List<@Size(min = 1) String> deleteEndpoints) {}

    record EndpointAnswer(int statusCode, EndpointView data, String message) {}

    record EndpointsAnswer(int statusCode, EndpointListResponse data, String message) {}
}

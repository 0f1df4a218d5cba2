package dev.atelier.rest.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;

/** What the bodies of endpoint operations look like, for the description alone. */
final class EndpointSchemas {

    private EndpointSchemas() {}

    /**
     * Counts may be numbers or strings of digits.
     *
     * @param endpointType Async, which is the default, or Real-time
     * @param instanceType what SageMaker calls it, for example ml.g5.2xlarge
     * @param creator accepted and not looked at
     */
    record NewEndpoint(
            @Nullable @JsonProperty("endpoint_name") String endpointName,
            @Nullable @JsonProperty("endpoint_type") String endpointType,
            @JsonProperty("instance_type") String instanceType,
            @JsonProperty("initial_instance_count") int initialInstanceCount,
            @JsonProperty("autoscaling_enabled") boolean autoscalingEnabled,
            @JsonProperty("assign_to_roles") List<String> assignToRoles,
            @Nullable @JsonProperty("min_instance_number") Integer minInstanceNumber,
            @Nullable @JsonProperty("max_instance_number") Integer maxInstanceNumber,
            @Nullable String creator) {}

    /**
     * One of the two is given.
     *
     * @param endpointNames the names to delete
     * @param deleteEndpoints what 1.4.0 calls endpoint_name_list
     */
    record EndpointNames(
            @Nullable @JsonProperty("endpoint_name_list") List<String> endpointNames,
            @Nullable @JsonProperty("delete_endpoint_list") List<String> deleteEndpoints) {}

    record EndpointAnswer(int statusCode, EndpointView data, String message) {}

    record EndpointsAnswer(int statusCode, EndpointListResponse data, String message) {}
}

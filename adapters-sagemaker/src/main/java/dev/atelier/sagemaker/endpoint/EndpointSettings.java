package dev.atelier.sagemaker.endpoint;

import dev.atelier.domain.StorageUri;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of endpoints.
 *
 * @param role ARN of the execution role
 * @param image the container image
 * @param modelData the archive that SageMaker unpacks before the container starts
 * @param outputs the folder where Async endpoints store responses
 * @param topics SNS topics of Async endpoints; empty: no notifications
 * @param startTimeout how long an endpoint may be Creating
 */
public record EndpointSettings(
        String role,
        String image,
        StorageUri modelData,
        StorageUri outputs,
        Optional<Topics> topics,
        Duration startTimeout) {

    /** ARNs of SNS topics. */
    public record Topics(String success, String error) {}

    /** The folder where Async endpoints store errors. */
    StorageUri failures() {
        return outputs.resolve("failure");
    }
}

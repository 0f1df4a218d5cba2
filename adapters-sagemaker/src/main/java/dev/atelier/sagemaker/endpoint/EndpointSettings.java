package dev.atelier.sagemaker.endpoint;

import dev.atelier.domain.StorageUri;
import java.time.Duration;
import java.util.Optional;

/**
 * What endpoints are made of.
 *
 * @param role ARN of the role that they have
 * @param image their container image
 * @param modelData the archive that SageMaker unpacks before the container starts
 * @param outputs the folder where Async endpoints put what they answer
 * @param topics whom Async endpoints tell; empty: nobody
 * @param startTimeout how long one may be Creating
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

    /** The folder where Async endpoints put why they did not answer. */
    StorageUri failures() {
        return outputs.resolve("failure");
    }
}

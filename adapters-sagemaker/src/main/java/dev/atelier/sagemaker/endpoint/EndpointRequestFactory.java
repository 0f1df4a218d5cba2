package dev.atelier.sagemaker.endpoint;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sagemaker.model.AsyncInferenceConfig;
import software.amazon.awssdk.services.sagemaker.model.AsyncInferenceNotificationConfig;
import software.amazon.awssdk.services.sagemaker.model.ContainerDefinition;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointConfigRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;
import software.amazon.awssdk.services.sagemaker.model.CreateModelRequest;
import software.amazon.awssdk.services.sagemaker.model.DesiredWeightAndCapacity;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.UpdateEndpointWeightsAndCapacitiesRequest;

/** Builds the requests for a model, its configuration and the endpoint, all with the same name. */
final class EndpointRequestFactory {

    /** Each endpoint has this one variant. */
    static final String VARIANT = "prod";

    private static final int DOWNLOAD_SECONDS = 1800;
    private static final int START_SECONDS = 600;

    private final AwsResourceNames awsResourceNames;
    private final EndpointSettings settings;

    EndpointRequestFactory(AwsResourceNames awsResourceNames, EndpointSettings settings) {
        this.awsResourceNames = awsResourceNames;
        this.settings = settings;
    }

    CreateModelRequest model(Endpoint endpoint) {
        return CreateModelRequest.builder()
                .modelName(name(endpoint))
                .executionRoleArn(settings.role())
                .primaryContainer(ContainerDefinition.builder()
                        .image(settings.image())
                        .modelDataUrl(settings.modelData().toString())
                        .environment(environment(endpoint))
                        .build())
                .tags(tags(endpoint))
                .build();
    }

    /** Environment variables that the container image reads. */
    private Map<String, String> environment(Endpoint endpoint) {
        return Map.of(
                "BUCKET_NAME", settings.outputs().bucket(),
                "INSTANCE_TYPE", endpoint.instanceType(),
                "ENDPOINT_NAME", name(endpoint),
                "ENDPOINT_ID", endpoint.id().toString());
    }

    CreateEndpointConfigRequest configuration(Endpoint endpoint) {
        CreateEndpointConfigRequest.Builder request = CreateEndpointConfigRequest.builder()
                .endpointConfigName(name(endpoint))
                .productionVariants(ProductionVariant.builder()
                        .variantName(VARIANT)
                        .modelName(name(endpoint))
                        .instanceType(endpoint.instanceType())
                        .initialInstanceCount(endpoint.counts().initial())
                        .modelDataDownloadTimeoutInSeconds(DOWNLOAD_SECONDS)
                        .containerStartupHealthCheckTimeoutInSeconds(START_SECONDS)
                        .build())
                .tags(tags(endpoint));
        if (endpoint.type() == InferenceType.ASYNC) {
            request.asyncInferenceConfig(async());
        }
        return request.build();
    }

    /** One invocation at a time: a job needs the whole GPU memory. */
    private AsyncInferenceConfig async() {
        return AsyncInferenceConfig.builder()
                .clientConfig(client -> client.maxConcurrentInvocationsPerInstance(1))
                .outputConfig(output -> output.s3OutputPath(settings.outputs() + "/")
                        .s3FailurePath(settings.failures() + "/")
                        .notificationConfig(settings.topics()
                                .map(topics -> AsyncInferenceNotificationConfig.builder()
                                        .successTopic(topics.success())
                                        .errorTopic(topics.error())
                                        .build())
                                .orElse(null)))
                .build();
    }

    CreateEndpointRequest endpoint(Endpoint endpoint) {
        return CreateEndpointRequest.builder()
                .endpointName(name(endpoint))
                .endpointConfigName(name(endpoint))
                .tags(tags(endpoint))
                .build();
    }

    /** Another number of instances. */
    UpdateEndpointWeightsAndCapacitiesRequest capacity(Endpoint endpoint, int instances) {
        return UpdateEndpointWeightsAndCapacitiesRequest.builder()
                .endpointName(name(endpoint))
                .desiredWeightsAndCapacities(DesiredWeightAndCapacity.builder()
                        .variantName(VARIANT)
                        .desiredInstanceCount(instances)
                        .build())
                .build();
    }

    private List<Tag> tags(Endpoint endpoint) {
        return List.of(
                tag(AwsResourceNames.INSTALLATION_TAG, awsResourceNames.prefix()),
                tag(AwsResourceNames.NAME_TAG, endpoint.name().value()));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private String name(Endpoint endpoint) {
        return awsResourceNames.of(endpoint.id());
    }
}

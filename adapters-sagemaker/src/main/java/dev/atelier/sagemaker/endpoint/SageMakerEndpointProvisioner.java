package dev.atelier.sagemaker.endpoint;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;

/** Creates, describes, resizes and deletes endpoints in SageMaker. */
public final class SageMakerEndpointProvisioner implements EndpointProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerEndpointProvisioner.class);

    /** After this time all three creation calls have certainly ended. */
    private static final Duration CREATION_CALLS = Duration.ofMinutes(3);

    private final SageMakerClient sageMaker;
    private final EndpointAutoscaler endpointAutoscaler;
    private final EndpointRequestFactory parts;
    private final ModelDataArchive modelDataArchive;
    private final InstanceTypeAllowlist types;
    private final AwsResourceNames awsResourceNames;
    private final Duration startTimeout;
    private final Clock clock;

    public SageMakerEndpointProvisioner(
            AwsClients aws,
            ModelStore store,
            EndpointSettings settings,
            InstanceTypeAllowlist types,
            AwsResourceNames awsResourceNames,
            Clock clock) {
        this.sageMaker = aws.sageMaker();
        this.endpointAutoscaler = new EndpointAutoscaler(aws.scaling(), aws.alarms(), awsResourceNames);
        this.parts = new EndpointRequestFactory(awsResourceNames, settings);
        this.modelDataArchive = new ModelDataArchive(store, settings.modelData());
        this.types = types;
        this.awsResourceNames = awsResourceNames;
        this.startTimeout = settings.startTimeout();
        this.clock = clock;
    }

    @Override
    public void create(Endpoint endpoint) {
        types.require(endpoint.instanceType());
        modelDataArchive.provide();
        try {
            // Names are unique, so an existing resource was created by an earlier call whose response was lost.
            AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createModel(parts.model(endpoint)));
            AwsErrorClassifier.ignoringAlreadyExists(
                    () -> sageMaker.createEndpointConfig(parts.configuration(endpoint)));
            createEndpoint(endpoint);
        } catch (SdkException e) {
            undo(endpoint);
            if (AwsErrorClassifier.isQuota(e) || AwsErrorClassifier.isRejection(e)) {
                LOG.warn("SageMaker rejected endpoint {}", endpoint.name(), e);
                throw new InvalidRequestException(AwsErrorClassifier.words(e));
            }
            throw new ComputeBackendException(
                    "SageMaker could not create endpoint " + endpoint.name() + ": " + AwsErrorClassifier.describe(e),
                    e);
        }
    }

    /**
     * If the response is lost, SageMaker may be creating the endpoint, which cannot be deleted yet and costs money; so
     * it is kept and polled.
     */
    private void createEndpoint(Endpoint endpoint) {
        try {
            AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createEndpoint(parts.endpoint(endpoint)));
        } catch (SdkException e) {
            if (!AwsErrorClassifier.isUncertain(e)) {
                throw e;
            }
            LOG.warn(
                    "No response on the creation of {}; it is polled, and fails if it does not exist after {}",
                    awsResourceNames.of(endpoint.id()),
                    CREATION_CALLS,
                    e);
        }
    }

    /** Deletes all parts, because a failed call may have taken effect. */
    private void undo(Endpoint endpoint) {
        try {
            removeEndpoint(endpoint);
            removeParts(endpoint);
        } catch (SdkException e) {
            LOG.error(
                    "Could not create endpoint {}, nor delete its parts; delete them by hand (endpoint, endpoint"
                            + " configuration, model)",
                    awsResourceNames.of(endpoint.id()),
                    e);
        }
    }

    @Override
    public void resize(Endpoint endpoint, InstanceCounts counts) {
        try {
            if (counts.autoscaling()) {
                // Instances outside the new bounds follow by themselves.
                endpointAutoscaler.register(endpoint.changedTo(endpoint.roles(), counts));
            } else {
                stopScaling(endpoint); // before the count, which it would change again
                // Also where the count is the same: an earlier call whose response was lost may have set another.
                sageMaker.updateEndpointWeightsAndCapacities(parts.capacity(endpoint, counts.initial()));
            }
        } catch (SdkException e) {
            restoreScaling(endpoint, counts);
            if (AwsErrorClassifier.isQuota(e)) {
                throw new InvalidRequestException(AwsErrorClassifier.words(e));
            }
            if (AwsErrorClassifier.isRejection(e)) {
                throw new InvalidRequestException("endpoint " + endpoint.name() + " cannot be changed now ("
                        + AwsErrorClassifier.words(e) + "); it can be while it is InService");
            }
            throw new ComputeBackendException(
                    "endpoint " + endpoint.name() + " could not be changed: " + AwsErrorClassifier.describe(e), e);
        }
    }

    /** After a change that failed halfway; what fails here, too, the next poll of this process sets right. */
    private void restoreScaling(Endpoint endpoint, InstanceCounts failed) {
        boolean scaled = endpoint.counts().autoscaling();
        if (scaled == failed.autoscaling()) {
            return; // its bounds are those of before or those that were asked for, until the next poll
        }
        try {
            if (scaled) {
                endpointAutoscaler.register(endpoint);
            } else {
                endpointAutoscaler.remove(endpoint.id());
            }
        } catch (SdkException e) {
            LOG.warn(
                    "Could not restore the autoscaling of {} after a change that failed; retrying with its next poll",
                    awsResourceNames.of(endpoint.id()),
                    e);
        }
    }

    @Override
    public void delete(Endpoint endpoint) {
        try {
            removeEndpoint(endpoint); // first: if SageMaker rejects it, nothing else may be deleted
            stopScaling(endpoint);
            removeParts(endpoint);
        } catch (SdkException e) {
            if (AwsErrorClassifier.isRejection(e)) {
                throw new InvalidRequestException("endpoint " + endpoint.name() + " cannot be deleted now ("
                        + AwsErrorClassifier.words(e) + "); it can be once it is InService or Failed");
            }
            throw new ComputeBackendException(
                    "endpoint " + endpoint.name() + " could not be deleted: " + AwsErrorClassifier.describe(e), e);
        }
    }

    private void removeEndpoint(Endpoint endpoint) {
        String name = awsResourceNames.of(endpoint.id());
        AwsErrorClassifier.ignoringNotFound(() -> sageMaker.deleteEndpoint(request -> request.endpointName(name)));
    }

    /** Deletes the configuration and the model, in reverse order of creation. */
    private void removeParts(Endpoint endpoint) {
        String name = awsResourceNames.of(endpoint.id());
        AwsErrorClassifier.ignoringNotFound(
                () -> sageMaker.deleteEndpointConfig(request -> request.endpointConfigName(name)));
        AwsErrorClassifier.ignoringNotFound(() -> sageMaker.deleteModel(request -> request.modelName(name)));
    }

    /** Whether this process has nothing to {@link #scale}. */
    boolean scales(Endpoint endpoint) {
        return endpointAutoscaler.hasApplied(endpoint);
    }

    /** Forgets what was set up for others, without a call. */
    void retain(Set<EndpointId> known) {
        endpointAutoscaler.retain(known);
    }

    /** Sets up autoscaling for an endpoint in service, if enabled, and removes it otherwise. Idempotent. */
    void scale(Endpoint endpoint) {
        if (!endpoint.counts().autoscaling()) {
            endpointAutoscaler.remove(endpoint.id());
        } else if (endpoint.status().serves()) {
            endpointAutoscaler.register(endpoint);
        }
    }

    /** Removes what {@link #scale} has set up, also what remained of a change that failed. */
    void stopScaling(Endpoint endpoint) {
        if (endpoint.counts().autoscaling() || !endpointAutoscaler.hasApplied(endpoint)) {
            endpointAutoscaler.remove(endpoint.id());
        }
    }

    @Override
    public State describe(Endpoint endpoint) {
        try {
            return state(
                    endpoint,
                    sageMaker.describeEndpoint(request -> request.endpointName(awsResourceNames.of(endpoint.id()))));
        } catch (SdkException e) {
            if (AwsErrorClassifier.isMissing(e)) {
                return missing(endpoint);
            }
            throw new ComputeBackendException("endpoint " + endpoint.name() + " could not be described", e);
        }
    }

    private State state(Endpoint endpoint, DescribeEndpointResponse seen) {
        return switch (seen.endpointStatus()) {
            case CREATING -> creating(endpoint);
            // After a failed rollback it still serves.
            case IN_SERVICE, UPDATE_ROLLBACK_FAILED -> new State(EndpointStatus.IN_SERVICE, instances(seen), null);
            case UPDATING, SYSTEM_UPDATING, ROLLING_BACK -> new State(EndpointStatus.UPDATING, instances(seen), null);
            case DELETING -> failed("it is being deleted in AWS");
            case FAILED, OUT_OF_SERVICE ->
                failed(seen.failureReason() == null ? "it is " + seen.endpointStatus() : seen.failureReason());
            case UNKNOWN_TO_SDK_VERSION -> unknown(endpoint);
        };
    }

    private static int instances(DescribeEndpointResponse seen) {
        return seen.productionVariants().stream()
                .mapToInt(variant -> variant.currentInstanceCount() == null ? 0 : variant.currentInstanceCount())
                .sum();
    }

    private State creating(Endpoint endpoint) {
        if (isOlderThan(endpoint, startTimeout)) {
            return failed("it is still Creating after " + startTimeout.toMinutes() + " minutes; delete it");
        }
        // AWS does not report Creating for an endpoint in service, but a delayed response might.
        return new State(endpoint.status().serves() ? endpoint.status() : EndpointStatus.CREATING, 0, null);
    }

    private State unknown(Endpoint endpoint) {
        return endpoint.status() == EndpointStatus.CREATING
                ? creating(endpoint)
                : new State(endpoint.status(), endpoint.running(), endpoint.error());
    }

    private State missing(Endpoint endpoint) {
        if (endpoint.status() == EndpointStatus.CREATING && !isOlderThan(endpoint, CREATION_CALLS)) {
            return new State(EndpointStatus.CREATING, 0, null);
        }
        return failed(
                endpoint.status() == EndpointStatus.CREATING
                        ? "it does not exist in SageMaker: its creation was interrupted, or it was deleted there"
                        : "it no longer exists in SageMaker: it was deleted there");
    }

    private boolean isOlderThan(Endpoint endpoint, Duration age) {
        Instant now = clock.instant();
        return now.isAfter(endpoint.created().plus(age));
    }

    private static State failed(String reason) {
        return new State(EndpointStatus.FAILED, 0, reason);
    }
}

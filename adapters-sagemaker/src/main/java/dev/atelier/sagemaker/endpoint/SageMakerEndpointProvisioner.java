package dev.atelier.sagemaker.endpoint;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;

/** Endpoints in SageMaker. */
public final class SageMakerEndpointProvisioner implements EndpointProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerEndpointProvisioner.class);

    /** How long after an endpoint was asked for its three calls are through for certain. */
    private static final Duration BEING_ASKED_FOR = Duration.ofMinutes(3);

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
            // Nobody else has the name: what is there already was made by a call whose answer was lost.
            AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createModel(parts.model(endpoint)));
            AwsErrorClassifier.ignoringAlreadyExists(
                    () -> sageMaker.createEndpointConfig(parts.configuration(endpoint)));
            ask(endpoint);
        } catch (SdkException e) {
            undo(endpoint);
            if (AwsErrorClassifier.isQuota(e)) {
                throw new InvalidRequestException(AwsErrorClassifier.describe(e));
            }
            throw new ComputeBackendException(
                    "SageMaker made no endpoint " + endpoint.name() + ": " + AwsErrorClassifier.describe(e), e);
        }
    }

    /** What may be made although nobody heard so cannot be deleted yet, and costs money: it is followed instead. */
    private void ask(Endpoint endpoint) {
        try {
            AwsErrorClassifier.ignoringAlreadyExists(() -> sageMaker.createEndpoint(parts.endpoint(endpoint)));
        } catch (SdkException e) {
            if (!AwsErrorClassifier.isUncertain(e)) {
                throw e;
            }
            LOG.warn(
                    "Whether SageMaker makes {} is not known; it is looked at again, and has failed if it is not there"
                            + " after {}",
                    awsResourceNames.of(endpoint.id()),
                    BEING_ASKED_FOR,
                    e);
        }
    }

    /** Also the part whose call failed: it may have been made nevertheless. */
    private void undo(Endpoint endpoint) {
        try {
            removeEndpoint(endpoint);
            removeParts(endpoint);
        } catch (SdkException e) {
            LOG.error(
                    "{}, an endpoint that could not be made whole, could not be removed either; remove what there is"
                            + " of it (endpoint, endpoint configuration, model) by hand",
                    awsResourceNames.of(endpoint.id()),
                    e);
        }
    }

    @Override
    public void delete(Endpoint endpoint) {
        try {
            removeEndpoint(endpoint); // first, since it may be refused, and then all has to stay as it was
            stopScaling(endpoint);
            removeParts(endpoint);
        } catch (SdkException e) {
            if (AwsErrorClassifier.isRejection(e)) {
                throw new InvalidRequestException("endpoint " + endpoint.name()
                        + " cannot be deleted now; it can be once it is InService or Failed");
            }
            throw new ComputeBackendException(
                    "endpoint " + endpoint.name() + " could not be deleted: " + AwsErrorClassifier.describe(e), e);
        }
    }

    private void removeEndpoint(Endpoint endpoint) {
        String name = awsResourceNames.of(endpoint.id());
        AwsErrorClassifier.ignoringNotFound(() -> sageMaker.deleteEndpoint(request -> request.endpointName(name)));
    }

    /** What the endpoint was made of, in the order opposite to the one in which it was made. */
    private void removeParts(Endpoint endpoint) {
        String name = awsResourceNames.of(endpoint.id());
        AwsErrorClassifier.ignoringNotFound(
                () -> sageMaker.deleteEndpointConfig(request -> request.endpointConfigName(name)));
        AwsErrorClassifier.ignoringNotFound(() -> sageMaker.deleteModel(request -> request.modelName(name)));
    }

    /** Has AWS scale an endpoint in service, if it is to. Doing it again changes nothing. */
    void scale(Endpoint endpoint) {
        if (endpoint.status().serves() && endpoint.counts().autoscaling()) {
            endpointAutoscaler.register(endpoint);
        }
    }

    /** Takes down what {@link #scale} has set up, if it has. */
    void stopScaling(Endpoint endpoint) {
        if (endpoint.counts().autoscaling()) {
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
            throw new ComputeBackendException("endpoint " + endpoint.name() + " could not be looked at", e);
        }
    }

    private State state(Endpoint endpoint, DescribeEndpointResponse seen) {
        return switch (seen.endpointStatus()) {
            case CREATING -> creating(endpoint);
            // It serves then, partly as it was before the update.
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
        // Of what serves, AWS never says so; an old answer that comes late might.
        return new State(endpoint.status().serves() ? endpoint.status() : EndpointStatus.CREATING, 0, null);
    }

    private State unknown(Endpoint endpoint) {
        return endpoint.status() == EndpointStatus.CREATING
                ? creating(endpoint)
                : new State(endpoint.status(), endpoint.running(), endpoint.error());
    }

    private State missing(Endpoint endpoint) {
        if (endpoint.status() == EndpointStatus.CREATING && !isOlderThan(endpoint, BEING_ASKED_FOR)) {
            return new State(EndpointStatus.CREATING, 0, null);
        }
        return failed(
                endpoint.status() == EndpointStatus.CREATING
                        ? "SageMaker does not know it: its creation was interrupted, or it was deleted there"
                        : "SageMaker does not know it any more: it was deleted there");
    }

    private boolean isOlderThan(Endpoint endpoint, Duration age) {
        Instant now = clock.instant();
        return now.isAfter(endpoint.created().plus(age));
    }

    private static State failed(String reason) {
        return new State(EndpointStatus.FAILED, 0, reason);
    }
}

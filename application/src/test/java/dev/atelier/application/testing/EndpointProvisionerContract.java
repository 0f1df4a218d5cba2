package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.compute.EndpointProvisioner.State;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link EndpointProvisioner}. */
public abstract class EndpointProvisionerContract {

    /** The port: without endpoints at the start of each test. */
    protected abstract EndpointProvisioner provisioner();

    /** An endpoint that this backend can create, as it is stored before the request. */
    protected abstract Endpoint creating(InferenceType type);

    /** From now on there is no capacity for another instance. */
    protected abstract void hasNoCapacity();

    /** From now on the backend is broken. */
    protected abstract void breaks();

    /** Endpoints that are created from now on fail, with a reason that contains these words. */
    protected abstract String failsToStart();

    /** Whether nothing that was ever created is left. */
    protected abstract boolean isEmpty();

    /**
     * Whether endpoints are created by a remote service, which may be unreachable. Otherwise a broken backend shows in
     * endpoints that fail to start.
     */
    protected boolean isMadeOnDemand() {
        return true;
    }

    @ParameterizedTest
    @EnumSource
    void anEndpointComesIntoServiceWithItsInstances(InferenceType type) {
        Endpoint endpoint = creating(type);

        provisioner().create(endpoint);

        assertThat(provisioner().describe(endpoint).status()).isIn(EndpointStatus.CREATING, EndpointStatus.IN_SERVICE);
        assertThat(isEmpty()).isEqualTo(!isMadeOnDemand());
        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.IN_SERVICE);
        assertThat(provisioner().describe(endpoint))
                .isEqualTo(
                        new State(EndpointStatus.IN_SERVICE, endpoint.counts().initial(), null));
    }

    @Test
    void moreThanThereCanBeIsRejectedInTheWordsOfAwsAndNothingRemains() {
        hasNoCapacity();
        Endpoint endpoint = creating(InferenceType.ASYNC);

        assertThatThrownBy(() -> provisioner().create(endpoint))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ResourceLimitExceeded");

        assertThat(isEmpty()).isTrue();
    }

    @Test
    void brokenComputeIsAComputeFailureAndNothingRemains() {
        assumeTrue(isMadeOnDemand());
        breaks();
        Endpoint endpoint = creating(InferenceType.ASYNC);

        assertThatThrownBy(() -> provisioner().create(endpoint)).isInstanceOf(ComputeBackendException.class);

        assertThat(isEmpty()).isTrue();
    }

    @Test
    void anEndpointThatFailsToStartHasItsReason() {
        String reason = failsToStart();
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);

        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.FAILED);

        assertThat(provisioner().describe(endpoint).instances()).isZero();
        assertThat(provisioner().describe(endpoint).error()).contains(reason);
    }

    @Test
    void anEndpointThatServesCanBeResizedAndStaysInService() {
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);
        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.IN_SERVICE);
        Endpoint serving = endpoint.observe(EndpointStatus.IN_SERVICE, 1, null, endpoint.created());

        provisioner().resize(serving, new InstanceCounts(1, 0, 2, true));
        provisioner().resize(serving, new InstanceCounts(1, 0, 2, true));

        await().until(() -> provisioner().describe(serving).status() == EndpointStatus.IN_SERVICE);
    }

    @Test
    void deletesAnEndpointAndOneThatIsNotThere() {
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);
        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.IN_SERVICE);

        provisioner().delete(endpoint);
        provisioner().delete(endpoint);
        provisioner().delete(creating(InferenceType.REAL_TIME));

        assertThat(isEmpty()).isTrue();
    }
}

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link EndpointProvisioner} keeps to. */
public abstract class EndpointProvisionerContract {

    /** The port: without endpoints at the start of each test. */
    protected abstract EndpointProvisioner provisioner();

    /** An endpoint that this compute can make, as it is stored before compute is asked for it. */
    protected abstract Endpoint creating(InferenceType type);

    /** From now on there is no room for another instance. */
    protected abstract void hasNoRoom();

    /** From now on compute is broken. */
    protected abstract void breaks();

    /** Endpoints that are made from now on fail; for a reason with these words. */
    protected abstract String failsToStart();

    /** Whether nothing that was ever made is left. */
    protected abstract boolean isEmpty();

    /**
     * Whether something is made for each endpoint, by somebody who may be out of reach. Where everything is there already,
     * what is broken shows in endpoints that fail to start.
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
        hasNoRoom();
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
    void anEndpointThatFailsToStartTellsWhy() {
        String reason = failsToStart();
        Endpoint endpoint = creating(InferenceType.ASYNC);
        provisioner().create(endpoint);

        await().until(() -> provisioner().describe(endpoint).status() == EndpointStatus.FAILED);

        assertThat(provisioner().describe(endpoint).instances()).isZero();
        assertThat(provisioner().describe(endpoint).error()).contains(reason);
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

package dev.atelier.sagemaker.endpoint;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reconciles endpoints with their state in SageMaker, and sets up autoscaling when one comes into service, or has other
 * counts than this process has set up. The schedule is local to this process; several replicas may poll the same endpoint. Thread-safe.
 */
public final class EndpointPoller {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointPoller.class);

    private final String backend;
    private final EndpointRepository endpoints;
    private final ReconcileEndpoints refresh;
    private final SageMakerEndpointProvisioner provisioner;
    private final PollingBackoff pollingBackoff;
    private final Clock clock;
    private final Map<EndpointId, Instant> nextPolls = new ConcurrentHashMap<>();

    public EndpointPoller(
            String backend,
            EndpointRepository endpoints,
            ReconcileEndpoints refresh,
            SageMakerEndpointProvisioner provisioner,
            PollingBackoff pollingBackoff,
            Clock clock) {
        this.backend = backend;
        this.endpoints = endpoints;
        this.refresh = refresh;
        this.provisioner = provisioner;
        this.pollingBackoff = pollingBackoff;
        this.clock = clock;
    }

    /** Polls endpoints that are due. One failing endpoint does not keep the others from being polled. */
    public void poll() {
        Instant now = clock.instant();
        Set<EndpointId> known = ConcurrentHashMap.newKeySet();
        for (Endpoint endpoint : endpoints.of(backend)) {
            known.add(endpoint.id());
            boolean due = !now.isBefore(nextPolls.getOrDefault(endpoint.id(), now));
            if (due && endpoint.status() != EndpointStatus.FAILED) {
                nextPolls.put(endpoint.id(), next(endpoint, now));
                poll(endpoint);
            }
        }
        nextPolls.keySet().retainAll(known);
        provisioner.retain(known);
    }

    private void poll(Endpoint endpoint) {
        try {
            changed(endpoint.id());
        } catch (ComputeBackendException e) {
            nextPolls.put(endpoint.id(), clock.instant().plus(pollingBackoff.longest()));
            LOG.warn("{}; retrying in {}", e.getMessage(), pollingBackoff.longest(), e);
        }
    }

    /** Transitional endpoints are polled often, endpoints in service rarely. */
    private Instant next(Endpoint endpoint, Instant now) {
        return endpoint.status().serves()
                ? now.plus(pollingBackoff.longest())
                : pollingBackoff.next(endpoint.created(), now);
    }

    /**
     * Polls the endpoint now; does nothing for an unknown id.
     *
     * @throws ComputeBackendException when a call to AWS fails
     */
    public void changed(EndpointId id) {
        serves(id).ifPresent(this::scaleOnce);
    }

    private Optional<Endpoint> serves(EndpointId id) {
        return refresh.refresh(id, provisioner::describe)
                .filter(seen -> seen.status().serves());
    }

    private void scaleOnce(Endpoint endpoint) {
        if (provisioner.scales(endpoint)) {
            return;
        }
        try {
            provisioner.scale(endpoint);
            Optional<Endpoint> now = serves(endpoint.id());
            if (now.isEmpty()) {
                // It was deleted meanwhile: autoscaling was set up after its removal and would remain.
                provisioner.stopScaling(endpoint);
            } else {
                scaleOnce(now.get()); // with the counts that it has by now
            }
        } catch (SdkException e) {
            throw new ComputeBackendException(
                    "endpoint " + endpoint.name() + " is in service, but its autoscaling could not be set up: "
                            + AwsErrorClassifier.describe(e),
                    e);
        }
    }
}

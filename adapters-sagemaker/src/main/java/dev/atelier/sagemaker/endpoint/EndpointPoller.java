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
 * Brings endpoints up to date with what SageMaker says of them, and has those that came into service scaled. What was
 * asked when is known to this process only; another may ask as well. Thread-safe.
 */
public final class EndpointPoller {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointPoller.class);

    private final String backend;
    private final EndpointRepository endpoints;
    private final ReconcileEndpoints refresh;
    private final SageMakerEndpointProvisioner provisioner;
    private final PollingBackoff pollingBackoff;
    private final Clock clock;
    private final Map<EndpointId, Instant> looks = new ConcurrentHashMap<>();
    private final Set<EndpointId> scaled = ConcurrentHashMap.newKeySet();

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

    /** Looks at those whose time has come. One that cannot be looked at now keeps no other from it. */
    public void look() {
        Instant now = clock.instant();
        Set<EndpointId> known = ConcurrentHashMap.newKeySet();
        for (Endpoint endpoint : endpoints.of(backend)) {
            known.add(endpoint.id());
            boolean due = !now.isBefore(looks.getOrDefault(endpoint.id(), now));
            if (due && endpoint.status() != EndpointStatus.FAILED) {
                looks.put(endpoint.id(), next(endpoint, now));
                lookAt(endpoint);
            }
        }
        looks.keySet().retainAll(known);
        scaled.retainAll(known);
    }

    private void lookAt(Endpoint endpoint) {
        try {
            changed(endpoint.id());
        } catch (ComputeBackendException e) {
            looks.put(endpoint.id(), clock.instant().plus(pollingBackoff.longest()));
            LOG.warn("{}; it is tried again in {}", e.getMessage(), pollingBackoff.longest(), e);
        }
    }

    /** What is awaited is asked about often, what serves seldom: its end is the exception. */
    private Instant next(Endpoint endpoint, Instant now) {
        return endpoint.status().serves()
                ? now.plus(pollingBackoff.longest())
                : pollingBackoff.next(endpoint.created(), now);
    }

    /**
     * Looks at the endpoint now; nothing happens if there is none of this id.
     *
     * @throws ComputeBackendException when AWS could not be asked, or did not do what it should
     */
    public void changed(EndpointId id) {
        serves(id).ifPresent(this::scaleOnce);
    }

    private Optional<Endpoint> serves(EndpointId id) {
        return refresh.refresh(id, provisioner::describe)
                .filter(seen -> seen.status().serves());
    }

    private void scaleOnce(Endpoint endpoint) {
        if (scaled.contains(endpoint.id())) {
            return;
        }
        try {
            provisioner.scale(endpoint);
            // Who has deleted it meanwhile took down what there was, and what came after that would stay.
            if (serves(endpoint.id()).isPresent()) {
                scaled.add(endpoint.id());
            } else {
                provisioner.stopScaling(endpoint);
            }
        } catch (SdkException e) {
            throw new ComputeBackendException(
                    "endpoint " + endpoint.name() + " is in service, but its autoscaling could not be set up: "
                            + AwsErrorClassifier.describe(e),
                    e);
        }
    }
}

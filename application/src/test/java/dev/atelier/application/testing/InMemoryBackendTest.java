package dev.atelier.application.testing;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.compute.EndpointProvisioner.State;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

class InMemoryBackendTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Nested
    class AsProvisioner extends EndpointProvisionerContract {

        private String reason;

        @Override
        protected EndpointProvisioner provisioner() {
            return atelier.backend;
        }

        @Override
        protected Endpoint creating(InferenceType type) {
            TestEndpoints endpoint = TestEndpoints.endpoint().status(EndpointStatus.CREATING);
            Endpoint built = (type == InferenceType.REAL_TIME ? endpoint.realTime() : endpoint).build();
            if (reason != null) {
                atelier.backend.describeAs(built.id(), new State(EndpointStatus.FAILED, 0, reason));
            }
            return built;
        }

        @Override
        protected void hasNoCapacity() {
            atelier.backend.reject(new InvalidRequestException("ResourceLimitExceeded: there is no room"));
        }

        @Override
        protected void breaks() {
            atelier.backend.reject(new ComputeBackendException("broken", null));
        }

        @Override
        protected String failsToStart() {
            reason = "no capacity of this kind";
            return reason;
        }

        @Override
        protected boolean isEmpty() {
            return atelier.backend.endpoints().isEmpty();
        }
    }

    @Nested
    class AsRunner extends InferenceRunnerContract {

        @Override
        protected InferenceRunner runner() {
            return atelier.backend;
        }

        @Override
        protected InferenceJobRepository jobs() {
            return atelier.jobs;
        }

        @Override
        protected NotificationBus signals() {
            return atelier.signals;
        }

        @Override
        protected Endpoint endpoint(InferenceType type) {
            TestEndpoints endpoint = TestEndpoints.endpoint();
            return atelier.add(type == InferenceType.REAL_TIME ? endpoint.realTime() : endpoint);
        }

        @Override
        protected void generates() {
            atelier.backend.answer(job -> Optional.of(TestImages.success("an image")));
        }

        @Override
        protected void hangs() {
            atelier.backend.answer(job -> Optional.empty());
        }

        @Override
        protected void upload(InferenceJob job) {
            atelier.write(job.payload(), "{}");
        }
    }
}

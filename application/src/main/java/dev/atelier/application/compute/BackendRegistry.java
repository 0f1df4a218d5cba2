package dev.atelier.application.compute;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The backends of this installation, by name. New endpoints are created on the chosen one; an endpoint stays with the
 * backend that created it.
 */
public class BackendRegistry {

    private final Map<String, ComputeBackend> backends;
    private final String chosen;

    /**
     * The ports that a backend implements.
     *
     * @param description a few words for the operator; no secrets
     */
    public record ComputeBackend(
            String name,
            String description,
            EndpointProvisioner provisioner,
            InferenceRunner runner,
            TrainingRunner trainer,
            NodeCapabilities capabilities,
            ComputeNodes nodes) {

        /** A backend without nodes. */
        public ComputeBackend(
                String name,
                String description,
                EndpointProvisioner provisioner,
                InferenceRunner runner,
                TrainingRunner trainer,
                NodeCapabilities capabilities) {
            this(name, description, provisioner, runner, trainer, capabilities, ComputeNodes.NONE);
        }

        /** One that does not say what it offers either. */
        public ComputeBackend(
                String name,
                String description,
                EndpointProvisioner provisioner,
                InferenceRunner runner,
                TrainingRunner trainer) {
            this(name, description, provisioner, runner, trainer, NodeCapabilities.NONE);
        }
    }

    /**
     * @param backends all backends, with distinct names
     * @param chosen the name of the one for new endpoints
     */
    public BackendRegistry(Collection<ComputeBackend> backends, String chosen) {
        this.backends =
                backends.stream().collect(Collectors.toUnmodifiableMap(ComputeBackend::name, Function.identity()));
        this.chosen = chosen;
        named(chosen);
    }

    /** The name of the backend for new endpoints. */
    public String chosen() {
        return chosen;
    }

    /** The backend for new endpoints, in a few words for the operator. */
    public String description() {
        return chosen + ", " + named(chosen).description();
    }

    public EndpointProvisioner provisioner(String backend) {
        return named(backend).provisioner();
    }

    public InferenceRunner runner(String backend) {
        return named(backend).runner();
    }

    public TrainingRunner trainer(String backend) {
        return named(backend).trainer();
    }

    /** What the nodes of each backend offer. */
    public List<NodeCapabilities> capabilities() {
        return backends.values().stream().map(ComputeBackend::capabilities).toList();
    }

    /** The nodes of the backend for new endpoints, which is where nodes are added. */
    public ComputeNodes chosenNodes() {
        return named(chosen).nodes();
    }

    /** The nodes of all backends. */
    public List<ComputeNodes.Node> nodes() {
        return backends.values().stream()
                .flatMap(backend -> backend.nodes().all().stream())
                .toList();
    }

    private ComputeBackend named(String name) {
        ComputeBackend computeBackend = backends.get(name);
        if (computeBackend == null) {
            throw new IllegalStateException("no compute named " + name + "; there is " + backends.keySet());
        }
        return computeBackend;
    }
}

package dev.atelier.application.compute;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The compute of this installation, by name. New endpoints are given to one of them; an endpoint stays with the one that
 * made it.
 */
public class BackendRegistry {

    private final Map<String, ComputeBackend> backends;
    private final String chosen;

    /**
     * What an adapter for compute offers.
     *
     * @param description what it is, in a few words for the operator; no secrets
     */
    public record ComputeBackend(
            String name,
            String description,
            EndpointProvisioner provisioner,
            InferenceRunner runner,
            TrainingRunner trainer) {}

    /**
     * @param backends all there are, with distinct names
     * @param chosen the name of the one that new endpoints are given to
     */
    public BackendRegistry(Collection<ComputeBackend> backends, String chosen) {
        this.backends =
                backends.stream().collect(Collectors.toUnmodifiableMap(ComputeBackend::name, Function.identity()));
        this.chosen = chosen;
        named(chosen);
    }

    /** The name of the one that new endpoints are given to. */
    public String chosen() {
        return chosen;
    }

    /** What new endpoints are given to, in a few words for the operator. */
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

    private ComputeBackend named(String name) {
        ComputeBackend computeBackend = backends.get(name);
        if (computeBackend == null) {
            throw new IllegalStateException("no compute named " + name + "; there is " + backends.keySet());
        }
        return computeBackend;
    }
}

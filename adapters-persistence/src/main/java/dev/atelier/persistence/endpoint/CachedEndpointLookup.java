package dev.atelier.persistence.endpoint;

import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.persistence.RecentReads;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Endpoints, read through {@link RecentReads}. One that does not serve yet is read each time, as it soon may. */
@Singleton
@Primary
final class CachedEndpointLookup implements EndpointLookup {

    private final JdbcEndpointRepository endpoints;

    CachedEndpointLookup(JdbcEndpointRepository endpoints) {
        this.endpoints = endpoints;
    }

    private record Serving(InferenceType type, Set<String> roles) {}

    @Override
    public Optional<Endpoint> find(EndpointId id) {
        return one(id, () -> endpoints.find(id));
    }

    @Override
    public Optional<Endpoint> find(EndpointName name) {
        return one(name, () -> endpoints.find(name));
    }

    @Override
    public List<Endpoint> serving(InferenceType type, Set<String> roles) {
        return RecentReads.list(
                endpoints.recent(), new Serving(type, Set.copyOf(roles)), () -> endpoints.serving(type, roles));
    }

    @Override
    public List<Endpoint> serving(InferenceType type) {
        return RecentReads.list(endpoints.recent(), type, () -> endpoints.serving(type));
    }

    @Override
    public List<Endpoint> of(String backend) {
        return RecentReads.list(endpoints.recent(), backend, () -> endpoints.of(backend));
    }

    private Optional<Endpoint> one(Object key, Supplier<Optional<Endpoint>> read) {
        return RecentReads.one(
                endpoints.recent(), key, read, endpoint -> endpoint.status().serves());
    }
}

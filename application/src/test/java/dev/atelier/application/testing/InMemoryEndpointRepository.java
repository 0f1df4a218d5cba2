package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Endpoints in memory. */
public class InMemoryEndpointRepository implements EndpointRepository {

    private final Map<EndpointId, Endpoint> endpoints = new LinkedHashMap<>();

    @Override
    public synchronized void add(Endpoint endpoint) {
        if (find(endpoint.name()).isPresent()) {
            throw new InvalidRequestException("an endpoint named " + endpoint.name() + " exists");
        }
        endpoints.put(endpoint.id(), endpoint);
    }

    @Override
    public synchronized boolean update(Endpoint endpoint, EndpointStatus expected) {
        Optional<Endpoint> fitting = find(endpoint.id()).filter(known -> known.status() == expected);
        fitting.ifPresent(known -> endpoints.put(endpoint.id(), endpoint.changedTo(known.roles(), known.counts())));
        return fitting.isPresent();
    }

    @Override
    public synchronized boolean changeRoles(EndpointId id, List<String> expected, List<String> roles) {
        Optional<Endpoint> fitting = find(id).filter(known -> known.roles().equals(expected));
        fitting.ifPresent(known -> endpoints.put(id, known.changedTo(roles, known.counts())));
        return fitting.isPresent();
    }

    @Override
    public synchronized boolean changeCounts(EndpointId id, InstanceCounts expected, InstanceCounts counts) {
        Optional<Endpoint> fitting = find(id).filter(known -> known.counts().equals(expected));
        fitting.ifPresent(known -> endpoints.put(id, known.changedTo(known.roles(), counts)));
        return fitting.isPresent();
    }

    @Override
    public synchronized Optional<Endpoint> find(EndpointId id) {
        return Optional.ofNullable(endpoints.get(id));
    }

    @Override
    public Optional<Endpoint> find(EndpointName name) {
        return where(endpoint -> endpoint.name().equals(name)).stream().findFirst();
    }

    @Override
    public List<Endpoint> serving(InferenceType type, Set<String> roles) {
        return serving(type).stream()
                .filter(endpoint -> isOpenTo(roles, endpoint))
                .toList();
    }

    @Override
    public List<Endpoint> serving(InferenceType type) {
        return where(endpoint -> endpoint.type() == type && endpoint.status().serves());
    }

    @Override
    public List<Endpoint> live(Set<String> roles) {
        return where(endpoint -> endpoint.status() != EndpointStatus.FAILED && isOpenTo(roles, endpoint));
    }

    @Override
    public List<Endpoint> of(String backend) {
        return where(endpoint -> endpoint.backend().equals(backend));
    }

    @Override
    public Page<Endpoint> page(Set<String> roles, Optional<Cursor> after, int limit) {
        return page(where(endpoint -> isOpenTo(roles, endpoint)), after, limit);
    }

    @Override
    public Page<Endpoint> page(Optional<Cursor> after, int limit) {
        return page(where(endpoint -> true), after, limit);
    }

    @Override
    public synchronized void delete(EndpointId id) {
        endpoints.remove(id);
    }

    private static Page<Endpoint> page(List<Endpoint> rows, Optional<Cursor> after, int limit) {
        return KeysetPaging.page(
                rows.stream(), row -> new Cursor(row.created(), row.id().value()), after, limit);
    }

    private static boolean isOpenTo(Set<String> roles, Endpoint endpoint) {
        return !Collections.disjoint(endpoint.roles(), roles);
    }

    private synchronized List<Endpoint> where(Predicate<Endpoint> condition) {
        return endpoints.values().stream().filter(condition).toList();
    }
}

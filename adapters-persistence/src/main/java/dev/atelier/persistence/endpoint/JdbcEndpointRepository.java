package dev.atelier.persistence.endpoint;

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
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.SqlStates;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Endpoints, in {@code endpoint} and {@code endpoint_role}. */
@Singleton
public final class JdbcEndpointRepository implements EndpointRepository {

    private final EndpointDao rows;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;
    private final RecentReads<Object, List<Endpoint>> recent = new RecentReads<>();

    JdbcEndpointRepository(EndpointDao rows, TransactionTemplate transactionTemplate, EventOutbox outbox) {
        this.rows = rows;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
    }

    /** What was recently read of this repository. */
    RecentReads<Object, List<Endpoint>> recent() {
        return recent;
    }

    @Override
    public void add(Endpoint endpoint) {
        try {
            write(() -> {
                rows.insert(EndpointEntity.of(endpoint));
                addRoles(endpoint.id(), endpoint.roles());
                outbox.addChanged(endpoint);
                return null;
            });
        } catch (DataAccessException e) {
            if (SqlStates.isUniqueViolation(e)) {
                throw new InvalidRequestException(
                        "endpoint " + endpoint.name() + " exists already, please use another name");
            }
            throw e;
        }
    }

    @Override
    public boolean update(Endpoint endpoint, EndpointStatus expected) {
        return write(() -> {
            int updated = rows.update(
                    endpoint.id().value(),
                    endpoint.running(),
                    endpoint.status(),
                    endpoint.error(),
                    endpoint.ended(),
                    expected);
            if (updated > 0) {
                recordChange(endpoint.id());
            }
            return updated > 0;
        });
    }

    @Override
    public boolean changeRoles(EndpointId id, List<String> expected, List<String> roles) {
        return write(() -> {
            boolean fits = rows.lock(id.value()).isPresent()
                    && find(id).map(Endpoint::roles).equals(Optional.of(expected));
            if (fits) {
                rows.removeRoles(id.value());
                addRoles(id, roles);
                recordChange(id);
            }
            return fits;
        });
    }

    @Override
    public boolean changeCounts(EndpointId id, InstanceCounts expected, InstanceCounts counts) {
        return write(() -> {
            int changed = rows.change(
                    id.value(),
                    counts.initial(),
                    counts.min(),
                    counts.max(),
                    counts.autoscaling(),
                    expected.initial(),
                    expected.min(),
                    expected.max(),
                    expected.autoscaling());
            if (changed > 0) {
                recordChange(id);
            }
            return changed > 0;
        });
    }

    /** Seen by those to whom it is open now. */
    private void recordChange(EndpointId id) {
        find(id).ifPresent(outbox::addChanged);
    }

    @Override
    public Optional<Endpoint> find(EndpointId id) {
        return rows.find(id.value()).map(EndpointEntity::toEndpoint);
    }

    @Override
    public Optional<Endpoint> find(EndpointName name) {
        return rows.find(name.value()).map(EndpointEntity::toEndpoint);
    }

    @Override
    public List<Endpoint> serving(InferenceType type, Set<String> roles) {
        return roles.isEmpty() ? List.of() : endpoints(rows.serving(type, roles));
    }

    @Override
    public List<Endpoint> serving(InferenceType type) {
        return endpoints(rows.serving(type));
    }

    @Override
    public List<Endpoint> live(Set<String> roles) {
        return roles.isEmpty() ? List.of() : endpoints(rows.live(roles));
    }

    @Override
    public List<Endpoint> of(String backend) {
        return endpoints(rows.of(backend));
    }

    @Override
    public Page<Endpoint> page(Set<String> roles, Optional<Cursor> after, int limit) {
        if (roles.isEmpty()) {
            return new Page<>(List.of(), Optional.empty());
        }
        Cursor start = FirstPage.of(after);
        return page(rows.page(roles, start.created(), start.id(), limit + 1), limit);
    }

    @Override
    public Page<Endpoint> page(Optional<Cursor> after, int limit) {
        Cursor start = FirstPage.of(after);
        return page(rows.page(start.created(), start.id(), limit + 1), limit);
    }

    @Override
    public void delete(EndpointId id) {
        write(() -> {
            Optional<Endpoint> deleted = find(id);
            if (rows.delete(id.value()) > 0) {
                deleted.ifPresent(outbox::addDeleted);
            }
            return null;
        });
    }

    private <T> T write(Supplier<T> statements) {
        try {
            return transactionTemplate.executeDurably(statements);
        } finally {
            transactionTemplate.afterwards(recent::discard);
        }
    }

    private void addRoles(EndpointId id, List<String> roles) {
        int position = 0;
        for (String role : roles) {
            rows.addRole(id.value(), position++, role);
        }
    }

    private static Page<Endpoint> page(List<EndpointEntity> found, int limit) {
        return Page.cut(
                endpoints(found),
                limit,
                endpoint -> new Cursor(endpoint.created(), endpoint.id().value()));
    }

    private static List<Endpoint> endpoints(List<EndpointEntity> found) {
        return found.stream().map(EndpointEntity::toEndpoint).toList();
    }
}

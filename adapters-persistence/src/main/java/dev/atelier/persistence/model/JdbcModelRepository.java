package dev.atelier.persistence.model;

import dev.atelier.application.model.ModelRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.checkpoint.CheckpointWriter;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Models, in {@code model} and {@code model_access}. A claim holds until the model is claimed again or has ended. */
@Singleton
public final class JdbcModelRepository implements ModelRepository {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "model",
            "id",
            "lease_until",
            "(status = 'INITIALED' or status = 'CREATING' and lease_until <= current_timestamp)",
            "status = 'CREATING'",
            "status = 'CREATING'");

    private final ModelDao rows;
    private final LeasedRows<ModelId> claims;
    private final ModelJsonColumns json;
    private final CheckpointWriter checkpoints;
    private final TransactionTemplate transactionTemplate;

    JdbcModelRepository(
            ModelDao rows,
            ModelJsonColumns json,
            CheckpointWriter checkpoints,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, ModelId::value);
        this.json = json;
        this.checkpoints = checkpoints;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void add(Model model) {
        transactionTemplate.executeDurably(() -> {
            rows.insert(ModelEntity.of(model, json));
            model.allowedRolesOrUsers()
                    .forEach(principal -> rows.open(model.id().value(), principal.toString()));
            return null;
        });
    }

    @Override
    public Optional<Model> find(ModelId id) {
        return rows.find(id.value()).map(row -> row.toModel(json));
    }

    @Override
    public List<Model> listNewest(Filter filter, int limit) {
        return rows(filter, limit).stream().map(row -> row.toModel(json)).toList();
    }

    private List<ModelEntity> rows(Filter filter, int limit) {
        if (filter.openTo().isEmpty()) {
            return filter.types().isEmpty() ? rows.newest(limit) : rows.ofType(filter.types(), limit);
        }
        return filter.types().isEmpty()
                ? rows.open(Principals.columns(filter.openTo()), limit)
                : rows.openOfType(Principals.columns(filter.openTo()), filter.types(), limit);
    }

    @Override
    public Optional<Claim> claim(ModelId id, Duration lease) {
        return transactionTemplate.executeDurably(() -> claims.take(id.value(), lease)
                ? rows.find(id.value()).map(row -> new Claim(row.toModel(json), row.attempt()))
                : Optional.empty());
    }

    @Override
    public boolean complete(Claim claim, Model next) {
        return transactionTemplate.executeDurably(() -> end(claim, next));
    }

    @Override
    public Optional<Checkpoint> complete(Claim claim, Checkpoint checkpoint) {
        UUID id = claim.model().id().value();
        return checkpoints.write(checkpoint, () -> {
            if (!end(claim, claim.model().complete())) {
                return Optional.empty();
            }
            Checkpoint shared = checkpoints.insertSharing(checkpoint);
            rows.link(id, checkpoint.id().value());
            return Optional.of(shared);
        });
    }

    private boolean end(Claim claim, Model next) {
        return claims.update(claim, "status = ?, error = ?", next.status().name(), next.error());
    }
}

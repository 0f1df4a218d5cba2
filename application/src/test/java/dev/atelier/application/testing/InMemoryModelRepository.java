package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models in memory. */
public class InMemoryModelRepository implements ModelRepository {

    private final InMemoryCheckpointRepository checkpoints;
    private final Clock clock;
    private final Map<ModelId, Row> rows = new LinkedHashMap<>();

    private record Row(Model model, int attempt, Instant leaseUntil) {}

    public InMemoryModelRepository(InMemoryCheckpointRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public synchronized void add(Model model) {
        rows.put(model.id(), new Row(model, 0, Instant.MIN));
    }

    @Override
    public synchronized Optional<Model> find(ModelId id) {
        return Optional.ofNullable(rows.get(id)).map(Row::model).filter(this::isThere);
    }

    @Override
    public synchronized List<Model> listNewest(Filter filter, int limit) {
        return KeysetPaging.page(
                        rows.values().stream()
                                .map(Row::model)
                                .filter(this::isThere)
                                .filter(model -> fits(filter, model)),
                        model -> new Cursor(model.created(), model.id().value()),
                        Optional.empty(),
                        limit)
                .items();
    }

    @Override
    public synchronized Optional<Claim> claim(ModelId id, Duration lease) {
        return Optional.ofNullable(rows.get(id)).filter(this::isFree).map(row -> {
            Model creating = row.model().status() == ModelStatus.CREATING
                    ? row.model()
                    : row.model().begin();
            rows.put(id, new Row(creating, row.attempt() + 1, clock.instant().plus(lease)));
            return new Claim(creating, row.attempt() + 1);
        });
    }

    @Override
    public synchronized boolean complete(Claim claim, Model next) {
        boolean held = isHeld(claim);
        if (held) {
            rows.put(next.id(), new Row(next, claim.attempt(), Instant.MIN));
        }
        return held;
    }

    @Override
    public synchronized Optional<Checkpoint> complete(Claim claim, Checkpoint checkpoint) {
        if (!isHeld(claim)) {
            return Optional.empty();
        }
        checkpoints.add(checkpoint);
        Optional<Checkpoint> shared = checkpoints.updateDeduplicated(checkpoint, CheckpointStatus.ACTIVE);
        complete(claim, claim.model().complete());
        return shared;
    }

    private boolean isFree(Row row) {
        return row.model().status() == ModelStatus.INITIALED
                || row.model().status() == ModelStatus.CREATING
                        && !row.leaseUntil().isAfter(clock.instant());
    }

    private boolean isHeld(Claim claim) {
        Row row = rows.get(claim.model().id());
        return row != null && row.model().status() == ModelStatus.CREATING && row.attempt() == claim.attempt();
    }

    private boolean isThere(Model model) {
        return model.status() != ModelStatus.COMPLETE
                || checkpoints.find(model.id().checkpoint()).isPresent();
    }

    private static boolean fits(Filter filter, Model model) {
        return (filter.types().isEmpty() || filter.types().contains(model.type()))
                && (filter.openTo().isEmpty() || !Collections.disjoint(filter.openTo(), model.allowedRolesOrUsers()));
    }
}

package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.persistence.RecentReads;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Checkpoints, read through {@link CheckpointCache}. One that is not Active yet is read each time, as it soon may be. */
@Singleton
@Primary
final class CachedCheckpointLookup implements CheckpointLookup {

    private final JdbcCheckpointRepository checkpoints;
    private final RecentReads<Object, List<Checkpoint>> recent;

    CachedCheckpointLookup(JdbcCheckpointRepository checkpoints, CheckpointCache cache) {
        this.checkpoints = checkpoints;
        this.recent = cache.recent();
    }

    private record File(CheckpointType type, CheckpointFileName name) {}

    @Override
    public Optional<Checkpoint> find(CheckpointId id) {
        return one(id, () -> checkpoints.find(id));
    }

    @Override
    public Optional<Checkpoint> find(CheckpointType type, CheckpointFileName file) {
        return one(new File(type, file), () -> checkpoints.find(type, file));
    }

    @Override
    public List<Checkpoint> activeWithStems(Set<String> stems) {
        return RecentReads.list(recent, Set.copyOf(stems), () -> checkpoints.activeWithStems(stems));
    }

    @Override
    public List<Checkpoint> disabled(CheckpointType type, CheckpointFileName file) {
        return checkpoints.disabled(type, file);
    }

    /** Read each time: few requests name models so. */
    @Override
    public List<HashedFile> activeWithHash(CheckpointType type, String hash, Set<Principal> openTo) {
        return checkpoints.activeWithHash(type, hash, openTo);
    }

    private Optional<Checkpoint> one(Object key, Supplier<Optional<Checkpoint>> read) {
        return RecentReads.one(recent, key, read, checkpoint -> checkpoint.status() == CheckpointStatus.ACTIVE);
    }
}

package dev.atelier.persistence.access;

import dev.atelier.domain.access.Principal;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.checkpoint.CheckpointCache;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** The access lists of checkpoints, datasets and models. Thread-safe. */
@Singleton
final class AccessLists {

    private final AccessListDao rows;
    private final CheckpointCache checkpoints;

    AccessLists(AccessListDao rows, CheckpointCache checkpoints) {
        this.rows = rows;
        this.checkpoints = checkpoints;
    }

    /**
     * Takes users or roles that are being deleted off all lists, so that later ones of these names do not inherit access;
     * but creators stay on those of what they made. To be called within the transaction of the deletion.
     */
    void remove(Stream<Principal> deleted) {
        checkpoints.discardAfterwards();
        List<String> principals = Principals.columns(deleted.toList());
        rows.removeFromCheckpoints(principals);
        rows.removeFromDatasets(principals);
        rows.removeFromModels(principals);
    }
}

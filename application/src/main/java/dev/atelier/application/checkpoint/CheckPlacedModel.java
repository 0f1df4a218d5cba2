package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.UsableFile;
import java.util.List;

/** Decides whether a file that was copied from the store to GPU nodes may stay there. */
@UseCase
public class CheckPlacedModel {

    private final CheckpointRepository checkpoints;
    private final AuthenticateCaller authenticate;

    public CheckPlacedModel(CheckpointRepository checkpoints, AuthenticateCaller authenticate) {
        this.checkpoints = checkpoints;
        this.authenticate = authenticate;
    }

    /**
     * Whether the checkpoint is Active and has this file under this name, its owner exists and may use it, and compute may
     * load it.
     *
     * @param location the file's location in the store
     */
    public boolean mayStay(CheckpointId id, CheckpointFileName file, String location) {
        return checkpoints
                .find(id)
                .filter(checkpoint -> checkpoint.status() == CheckpointStatus.ACTIVE)
                .filter(checkpoint -> isUsable(checkpoint, file, location))
                .filter(this::isOpenToItsOwner)
                .isPresent();
    }

    private static boolean isUsable(Checkpoint checkpoint, CheckpointFileName file, String location) {
        List<CheckpointFileName> files =
                checkpoint.files().stream().map(ModelFile::name).toList();
        return checkpoint.files().stream()
                        .anyMatch(known -> known.name().equals(file)
                                && known.location().toString().equals(location))
                && UsableFile.obstacle(checkpoint.type(), file, files).isEmpty();
    }

    private boolean isOpenToItsOwner(Checkpoint checkpoint) {
        return authenticate
                .find(checkpoint.creator())
                .filter(owner -> owner.isPermittedBy(checkpoint.allowedRolesOrUsers()))
                .isPresent();
    }
}

package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;

class InMemoryModelDescriptionRepositoryTest extends ModelDescriptionRepositoryContract {

    private final CheckpointRepository checkpoints = new InMemoryCheckpointRepository();
    private final ModelDescriptionRepository descriptions = new InMemoryModelDescriptionRepository(checkpoints);

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }

    @Override
    protected ModelDescriptionRepository descriptions() {
        return descriptions;
    }
}

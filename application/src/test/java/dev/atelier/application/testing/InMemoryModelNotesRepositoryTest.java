package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelNotesRepository;

class InMemoryModelNotesRepositoryTest extends ModelNotesRepositoryContract {

    private final InMemoryCheckpointRepository checkpoints = new InMemoryCheckpointRepository();
    private final ModelNotesRepository notes = new InMemoryModelNotesRepository(checkpoints);

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }

    @Override
    protected ModelNotesRepository notes() {
        return notes;
    }
}

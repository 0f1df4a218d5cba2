package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;

class InMemoryCheckpointSearchTest extends CheckpointSearchContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected CheckpointRepository checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected ModelDescriptionRepository descriptions() {
        return atelier.descriptions;
    }

    @Override
    protected ModelNotesRepository notes() {
        return atelier.notes;
    }

    @Override
    protected ModelReadingQueue queue() {
        return atelier.readings;
    }
}

package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.model.ModelRepository;
import java.time.Duration;

class InMemoryModelRepositoryTest extends ModelRepositoryContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected ModelRepository models() {
        return atelier.models;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected void letTimePass(Duration time) {
        atelier.clock.pass(time);
    }
}

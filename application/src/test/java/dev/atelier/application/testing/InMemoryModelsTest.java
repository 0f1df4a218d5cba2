package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.model.Models;
import java.time.Duration;

class InMemoryModelsTest extends ModelsContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected Models models() {
        return atelier.models;
    }

    @Override
    protected Checkpoints checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected void letTimePass(Duration time) {
        atelier.clock.pass(time);
    }
}

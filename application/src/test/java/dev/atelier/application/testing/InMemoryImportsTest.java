package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointImports;
import dev.atelier.application.checkpoint.Checkpoints;
import java.time.Duration;

class InMemoryImportsTest extends CheckpointImportsContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected Checkpoints checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected CheckpointImports imports() {
        return atelier.imports;
    }

    @Override
    protected void letTimePass(Duration time) {
        atelier.clock.pass(time);
    }
}

package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.merge.Merges;
import java.time.Duration;

class InMemoryMergesTest extends MergesContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected Checkpoints checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected Merges merges() {
        return atelier.merges;
    }

    @Override
    protected void letTimePass(Duration time) {
        atelier.clock.pass(time);
    }
}

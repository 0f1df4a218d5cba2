package dev.atelier.application.testing;

import dev.atelier.application.metrics.LoadHistory;

class InMemoryLoadHistoryTest extends LoadHistoryContract {

    private final LoadHistory history = new InMemoryLoadHistory();

    @Override
    protected LoadHistory history() {
        return history;
    }
}

package dev.atelier.application.testing;

import dev.atelier.application.event.EventLog;
import dev.atelier.domain.event.Event;
import java.time.Duration;

class InMemoryEventLogTest extends EventLogContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryEventLog log = new InMemoryEventLog(clock);

    @Override
    protected EventLog log() {
        return log;
    }

    @Override
    protected void record(Event event) {
        log.add(event);
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}

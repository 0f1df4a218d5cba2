package dev.atelier.persistence;

import dev.atelier.application.Signals;
import dev.atelier.application.testing.SignalsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class DatabaseNotificationBusTest extends SignalsContract {

    private final Signals signals;

    DatabaseNotificationBusTest(Installation installation) {
        signals = installation.bean(Signals.class);
    }

    @Override
    protected Signals signals() {
        return signals;
    }
}

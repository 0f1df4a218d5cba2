package dev.atelier.persistence;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.testing.NotificationBusContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class DatabaseNotificationBusTest extends NotificationBusContract {

    private final NotificationBus notificationBus;

    DatabaseNotificationBusTest(PersistenceFixture persistenceFixture) {
        notificationBus = persistenceFixture.bean(NotificationBus.class);
    }

    @Override
    protected NotificationBus signals() {
        return notificationBus;
    }
}

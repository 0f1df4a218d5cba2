package dev.atelier.persistence;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.testing.NotificationBusContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class DatabaseNotificationBusTest extends NotificationBusContract {

    private final NotificationBus notificationBus;

    DatabaseNotificationBusTest(Installation installation) {
        notificationBus = installation.bean(NotificationBus.class);
    }

    @Override
    protected NotificationBus signals() {
        return notificationBus;
    }
}

package dev.atelier.persistence.endpoint;

import dev.atelier.application.endpoint.Endpoints;
import dev.atelier.application.testing.EndpointsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcEndpointsTest extends EndpointsContract {

    private final Endpoints endpoints;

    JdbcEndpointsTest(Installation installation) {
        installation.clear();
        endpoints = installation.bean(Endpoints.class);
    }

    @Override
    protected Endpoints endpoints() {
        return endpoints;
    }
}

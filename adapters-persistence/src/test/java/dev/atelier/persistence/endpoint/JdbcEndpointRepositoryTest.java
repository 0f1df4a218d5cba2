package dev.atelier.persistence.endpoint;

import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.testing.EndpointRepositoryContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcEndpointRepositoryTest extends EndpointRepositoryContract {

    private final EndpointRepository endpoints;

    JdbcEndpointRepositoryTest(Installation installation) {
        installation.clear();
        endpoints = installation.bean(EndpointRepository.class);
    }

    @Override
    protected EndpointRepository endpoints() {
        return endpoints;
    }
}

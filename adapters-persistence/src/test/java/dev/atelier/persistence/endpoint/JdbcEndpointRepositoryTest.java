package dev.atelier.persistence.endpoint;

import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.testing.EndpointRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcEndpointRepositoryTest extends EndpointRepositoryContract {

    private final EndpointRepository endpoints;

    JdbcEndpointRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        endpoints = persistenceFixture.bean(EndpointRepository.class);
    }

    @Override
    protected EndpointRepository endpoints() {
        return endpoints;
    }
}

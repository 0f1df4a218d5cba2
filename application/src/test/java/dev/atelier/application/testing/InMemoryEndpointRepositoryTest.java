package dev.atelier.application.testing;

import dev.atelier.application.endpoint.EndpointRepository;

class InMemoryEndpointRepositoryTest extends EndpointRepositoryContract {

    private final EndpointRepository endpoints = new InMemoryEndpointRepository();

    @Override
    protected EndpointRepository endpoints() {
        return endpoints;
    }
}

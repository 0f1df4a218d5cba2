package dev.atelier.application.testing;

import dev.atelier.application.endpoint.Endpoints;

class InMemoryEndpointsTest extends EndpointsContract {

    private final Endpoints endpoints = new InMemoryEndpoints();

    @Override
    protected Endpoints endpoints() {
        return endpoints;
    }
}

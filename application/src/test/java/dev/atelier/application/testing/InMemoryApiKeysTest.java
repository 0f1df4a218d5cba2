package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKeys;

class InMemoryApiKeysTest extends ApiKeysContract {

    private final ApiKeys keys = new InMemoryApiKeys();

    @Override
    protected ApiKeys keys() {
        return keys;
    }
}

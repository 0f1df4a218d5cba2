package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKeyRepository;

class InMemoryApiKeyRepositoryTest extends ApiKeyRepositoryContract {

    private final ApiKeyRepository keys = new InMemoryApiKeyRepository();

    @Override
    protected ApiKeyRepository keys() {
        return keys;
    }
}

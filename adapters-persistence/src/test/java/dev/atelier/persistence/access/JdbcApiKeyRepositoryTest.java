package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.testing.ApiKeyRepositoryContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcApiKeyRepositoryTest extends ApiKeyRepositoryContract {

    private final ApiKeyRepository keys;

    JdbcApiKeyRepositoryTest(Installation installation) {
        installation.clear();
        keys = installation.bean(ApiKeyRepository.class);
    }

    @Override
    protected ApiKeyRepository keys() {
        return keys;
    }
}

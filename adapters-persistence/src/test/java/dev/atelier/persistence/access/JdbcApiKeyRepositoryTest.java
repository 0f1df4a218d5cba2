package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.testing.ApiKeyRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcApiKeyRepositoryTest extends ApiKeyRepositoryContract {

    private final ApiKeyRepository keys;

    JdbcApiKeyRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        keys = persistenceFixture.bean(ApiKeyRepository.class);
    }

    @Override
    protected ApiKeyRepository keys() {
        return keys;
    }
}

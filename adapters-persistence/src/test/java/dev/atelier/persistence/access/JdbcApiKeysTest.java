package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKeys;
import dev.atelier.application.testing.ApiKeysContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcApiKeysTest extends ApiKeysContract {

    private final ApiKeys keys;

    JdbcApiKeysTest(Installation installation) {
        installation.clear();
        keys = installation.bean(ApiKeys.class);
    }

    @Override
    protected ApiKeys keys() {
        return keys;
    }
}

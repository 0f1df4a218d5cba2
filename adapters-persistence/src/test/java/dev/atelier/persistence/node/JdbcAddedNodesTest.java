package dev.atelier.persistence.node;

import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.application.testing.AddedNodesContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcAddedNodesTest extends AddedNodesContract {

    private final PersistenceFixture persistenceFixture;

    JdbcAddedNodesTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
    }

    @Override
    protected AddedNodes nodes() {
        return persistenceFixture.bean(AddedNodes.class);
    }

    @Override
    protected NodeDrains drains() {
        return persistenceFixture.bean(NodeDrains.class);
    }
}

package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.application.testing.ModelNotesRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcModelNotesRepositoryTest extends ModelNotesRepositoryContract {

    private final PersistenceFixture persistenceFixture;

    JdbcModelNotesRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected ModelNotesRepository notes() {
        return persistenceFixture.bean(ModelNotesRepository.class);
    }
}

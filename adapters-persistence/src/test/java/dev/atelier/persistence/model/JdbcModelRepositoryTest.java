package dev.atelier.persistence.model;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.ModelRepositoryContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcModelRepositoryTest extends ModelRepositoryContract {

    private final Installation installation;

    JdbcModelRepositoryTest(Installation installation) {
        installation.clear();
        this.installation = installation;
    }

    @Override
    protected ModelRepository models() {
        return installation.bean(ModelRepository.class);
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return installation.bean(CheckpointRepository.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        installation.execute(
                "update model set lease_until = lease_until - " + time.toSeconds() + " * interval '1' second");
    }
}

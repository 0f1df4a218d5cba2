package dev.atelier.persistence.model;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.model.Models;
import dev.atelier.application.testing.ModelsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcModelsTest extends ModelsContract {

    private final Installation installation;

    JdbcModelsTest(Installation installation) {
        installation.clear();
        this.installation = installation;
    }

    @Override
    protected Models models() {
        return installation.bean(Models.class);
    }

    @Override
    protected Checkpoints checkpoints() {
        return installation.bean(Checkpoints.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        installation.execute(
                "update model set lease_until = lease_until - " + time.toSeconds() + " * interval '1' second");
    }
}

package dev.atelier.persistence.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.application.testing.ModelDescriptionRepositoryContract;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcModelDescriptionRepositoryTest extends ModelDescriptionRepositoryContract {

    private final PersistenceFixture persistenceFixture;
    private final CheckpointRepository checkpoints;
    private final ModelDescriptionRepository descriptions;

    JdbcModelDescriptionRepositoryTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        checkpoints = persistenceFixture.bean(CheckpointRepository.class);
        descriptions = persistenceFixture.bean(ModelDescriptionRepository.class);
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }

    @Override
    protected ModelDescriptionRepository descriptions() {
        return descriptions;
    }

    @Test
    void whatANewerVersionWroteIsUnknown() {
        Checkpoint one = checkpoint().build();
        checkpoints.add(one);
        persistenceFixture.execute(
                "insert into model_description (checkpoint_id, position, description) values (?, 0, ?)",
                one.id().value(),
                "{\"family\": \"SD_9\", \"kind\": \"SPELL\", \"precision\": \"F3\", \"parameters\": 5,"
                        + " \"properties\": {\"TITLE\": \"t\", \"MOOD\": \"good\"}, \"triggerWords\": [\"a\"]}");

        assertThat(descriptions.find(List.of(one.id())))
                .isEqualTo(Map.of(
                        one.id(),
                        Map.of(
                                0,
                                new ModelDescription(
                                        ModelFamily.UNKNOWN,
                                        ModelKind.UNKNOWN,
                                        "F3",
                                        5,
                                        Map.of(ModelProperty.TITLE, "t"),
                                        List.of("a")))));
    }

    @Test
    void theyAreFoundByTheirIndex() {
        String plan = persistenceFixture.plan(
                "select description from model_description where checkpoint_id in (?, ?)", statement -> {
                    statement.setObject(1, UUID.randomUUID());
                    statement.setObject(2, UUID.randomUUID());
                });

        assertThat(plan).contains("checkpoint_id").doesNotContain("tablescan", "seq scan");
    }
}

package dev.atelier.persistence.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Need;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.application.testing.InferenceQueueContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcInferenceQueueTest extends InferenceQueueContract {

    private final PersistenceFixture persistenceFixture;

    JdbcInferenceQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Test
    void theNextNeedIsReadFromAnIndex() throws SQLException {
        assertThat(plan(InferenceQueueDao.NEXT_NEED.replace(":after", "cast('" + UUID.randomUUID() + "' as uuid)")))
                .containsPattern("(?s)inference_queue_need.*inference_queue_need")
                .containsPattern("need > ")
                .containsPattern("unservable_since >= ")
                .doesNotContain("seq scan", "tablescan", "sort  ");
    }

    @Test
    void aNeedOfItsOwnIsReplacedByThatOfTheOthers() {
        for (int i = 0; i < 20; i++) {
            enqueue(job().generation("one"));
        }
        persistenceFixture.execute("update inference_queue set need = job_id");

        List<Need> needs = queue().needs();
        queue().markUnservable(needs.get(0), "no node has it", Duration.ZERO);

        assertThat(needs).hasSize(1);
        assertThat(persistenceFixture.ask("select count(distinct need) from inference_queue"))
                .isEqualTo("1");
        assertThat(persistenceFixture.ask("select count(*) from inference_queue where unservable_since is null"))
                .isEqualTo("0");
    }

    @Test
    void aRowWithoutNeedIsFoundToo() {
        enqueue(job().generation("one"));
        persistenceFixture.execute("update inference_queue set need = default");

        assertThat(queue().needs()).extracting(Need::model).containsExactly(Optional.of("one"));
    }

    @Test
    void thePlaceIsCountedInAnIndex() throws SQLException {
        assertThat(plan(InferenceQueueDao.POSITION.replace(":job", "cast('" + UUID.randomUUID() + "' as uuid)")))
                .containsPattern(
                        "(?s)inference_queue_(turn|order).*inference_queue_(turn|order).*inference_queue_(turn|order)")
                .containsPattern("urgency < q.urgency|inference_queue_(turn|order): .*urgency < ")
                .containsPattern("turn < q.turn|inference_queue_turn: .*turn < ")
                .containsPattern("place < q.place|inference_queue_(turn|order): .*place < ")
                .doesNotContain("seq scan", "tablescan");
    }

    @Test
    void whatIsAheadIsReadFromIndexes() throws SQLException {
        String id = "cast('" + UUID.randomUUID() + "' as uuid)";
        assertThat(plan(InferenceQueueDao.AHEAD.replace(":job", id).replace(":endpoints", id)))
                .containsPattern(
                        "(?s)inference_queue_(turn|order).*inference_queue_(turn|order).*inference_queue_(turn|order)"
                                + ".*inference_queue_(lease|node)")
                .doesNotContain("seq scan", "tablescan");
    }

    @Test
    void aPageOfTheQueueIsReadFromAnIndex() throws SQLException {
        assertThat(plan(JdbcQueuedJobs.sql(false, false)
                        .replaceFirst("\\?", "0")
                        .replaceFirst("\\?", "10")))
                .containsPattern("inference_queue_place")
                .doesNotContain("seq scan", "tablescan", "sort  ");
    }

    private String plan(String query) {
        return persistenceFixture.plan(query, unbound -> {});
    }

    @Override
    protected InferenceJobRepository jobs() {
        return persistenceFixture.bean(InferenceJobRepository.class);
    }

    @Override
    protected InferenceQueue queue() {
        return persistenceFixture.bean(InferenceQueue.class);
    }

    @Override
    protected QueuedJobs queued() {
        return persistenceFixture.bean(QueuedJobs.class);
    }

    @Override
    protected NodeDrains drains() {
        return persistenceFixture.bean(NodeDrains.class);
    }

    @Override
    protected InferenceQueue queueWithCapacity(int waiting) {
        return Queues.withCapacity(persistenceFixture, waiting);
    }

    @Override
    protected void letTimePass(Duration time) {
        Queues.letTimePass(persistenceFixture, time);
    }
}

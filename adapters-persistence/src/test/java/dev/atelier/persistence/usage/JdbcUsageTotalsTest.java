package dev.atelier.persistence.usage;

import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.UsageContract;
import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotals;
import dev.atelier.application.usage.UsageTotals.Filter;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.cleanup.Cleanup;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcUsageTotalsTest extends UsageContract {

    private final PersistenceFixture persistenceFixture;

    JdbcUsageTotalsTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Test
    void anEndThatIsNotStoredIsNotCounted() {
        TestJobs job = job();
        invocations().register(job.started(), true, Instant.EPOCH);

        assertThatThrownBy(() -> persistenceFixture
                        .bean(AuditLog.class)
                        .change(
                                () -> {
                                    assertThat(jobs().end(job.succeeded())).isTrue();
                                    throw new IllegalStateException("killed");
                                },
                                nothing -> List.of()))
                .hasMessage("killed");

        assertThat(persistenceFixture.ask("select count(*) from usage_day")).isEqualTo("0");
        assertThat(jobs().end(job.succeeded())).isTrue();
        assertThat(persistenceFixture.ask("select succeeded from usage_day")).isEqualTo("1");
    }

    @Test
    void theCleanupRemovesTheDaysBeforeTheRetention() throws Exception {
        Instant now = Instant.now();
        for (int days : List.of(0, 1, 5, 9)) {
            TestJobs job = job().createdAt(now.minus(Duration.ofDays(days)));
            invocations().register(job.started(), true, Instant.EPOCH);
            jobs().end(job.succeeded());
        }

        try (PersistenceFixture kept = persistenceFixture.replica(Map.of("atelier.usage.retention", "3d"))) {
            Cleanup cleanup = new UsageFactory()
                    .expiredUsage(kept.bean(UsageTotals.class), kept.bean(UsageConfiguration.class), Clock.systemUTC());

            assertThat(cleanup.step().run()).isTrue();
            assertThat(cleanup.step().run()).isTrue();
            assertThat(cleanup.step().run()).isFalse();
        }

        assertThat(persistenceFixture.ask("select count(*) from usage_day")).isEqualTo("2");
    }

    @Test
    void daysAreReadFromThePrimaryKey() throws SQLException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Filter filter = new Filter(today.minusDays(30), today, Optional.of(new UserName("ann")), Optional.of("a.ckpt"));
        List<String> key = List.of(today.toString(), "ann", "a.ckpt");

        assertThat(plan(new JdbcUsageTotals.Statement(
                        filter,
                        EnumSet.of(UsageDimension.DAY, UsageDimension.USER, UsageDimension.MODEL),
                        Optional.of(key))))
                .containsPattern("usage_day_pkey|primary_key")
                .containsPattern("on_day >= ")
                .doesNotContain("seq scan", "tablescan");
    }

    private String plan(JdbcUsageTotals.Statement query) {
        return persistenceFixture.plan(query.sql(), statement -> query.bind(statement, 10));
    }

    @Override
    protected UsageTotals totals() {
        return persistenceFixture.bean(UsageTotals.class);
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
    protected RemoteInvocationRepository invocations() {
        return persistenceFixture.bean(RemoteInvocationRepository.class);
    }

    @Override
    protected void letNodesWork(Duration time) {
        persistenceFixture.execute("update inference_queue set node_since = node_since - " + time.toSeconds()
                + " * interval '1' second where node is not null");
    }
}

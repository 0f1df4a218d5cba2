package dev.atelier.persistence.inference;

import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The jobs of {@code inference_queue}, read along the index of their places. */
@Singleton
public final class JdbcQueuedJobs implements QueuedJobs {

    private final JdbcOperations jdbc;
    private final InferenceJobDao jobs;
    private final InferenceJobJsonColumns json;
    private final TransactionTemplate transactionTemplate;

    JdbcQueuedJobs(
            JdbcOperations jdbc,
            InferenceJobDao jobs,
            InferenceJobJsonColumns json,
            TransactionTemplate transactionTemplate) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
    }

    private record Row(long place, UUID job, boolean claimed, String node, long ahead) {}

    /** The statement for these filters; its parameters are the place, those of the filters, and the limit. */
    static String sql(boolean ofEndpoint, boolean ofUser) {
        return "select q.place, q.job_id, " + InferenceQueueDao.CLAIMED + " as claimed, q.node, "
                + InferenceQueueDao.COUNT_AHEAD + " as ahead from inference_queue q"
                + (ofEndpoint || ofUser ? " join inference_job j on j.id = q.job_id" : "") + " where q.place > ?"
                + (ofEndpoint ? " and j.endpoint_name = ?" : "") + (ofUser ? " and j.user_name = ?" : "")
                + " order by q.place fetch first ? rows only";
    }

    @Override
    public Slice page(Filter filter, long after, int limit) {
        return transactionTemplate.execute(() -> {
            List<Row> more = rows(filter, after, limit + 1);
            List<Row> rows = more.subList(0, Math.min(limit, more.size()));
            Map<UUID, InferenceJobEntity> found = jobs(rows);
            List<QueuedJob> queued = rows.stream()
                    .filter(row -> found.containsKey(row.job()))
                    .map(row -> new QueuedJob(
                            row.place(),
                            found.get(row.job()).toJob(json),
                            row.claimed(),
                            Optional.ofNullable(row.node()).filter(node -> row.claimed()),
                            row.claimed() ? 0 : row.ahead() + 1))
                    .toList();
            return new Slice(
                    queued,
                    more.size() > limit ? Optional.of(rows.get(limit - 1).place()) : Optional.empty());
        });
    }

    /** Without those that were deleted in the meantime. */
    private Map<UUID, InferenceJobEntity> jobs(List<Row> rows) {
        return rows.isEmpty()
                ? Map.of()
                : jobs.findByIdIn(rows.stream().map(Row::job).toList()).stream()
                        .collect(Collectors.toMap(InferenceJobEntity::id, Function.identity()));
    }

    private List<Row> rows(Filter filter, long after, int limit) {
        Optional<String> endpoint = filter.endpoint().map(EndpointName::value);
        Optional<String> user = filter.user().map(UserName::value);
        return jdbc.prepareStatement(sql(endpoint.isPresent(), user.isPresent()), statement -> {
            int next = 1;
            statement.setLong(next++, after);
            if (endpoint.isPresent()) {
                statement.setString(next++, endpoint.get());
            }
            if (user.isPresent()) {
                statement.setString(next++, user.get());
            }
            statement.setInt(next, limit);
            return LeasedRows.read(
                    statement,
                    row -> new Row(
                            row.getLong(1),
                            row.getObject(2, UUID.class),
                            row.getBoolean(3),
                            row.getString(4),
                            row.getLong(5)));
        });
    }
}

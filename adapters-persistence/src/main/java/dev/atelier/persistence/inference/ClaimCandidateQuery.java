package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.persistence.LeasedRows;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads the queue without locks. Each (sub)select enters an index at the beginning of a partition, follows its order
 * and stops at the first matching rows. It is sorted by all columns of that index, including those that are constant:
 * otherwise H2 does not recognize that the order is already there.
 */
@Singleton
final class ClaimCandidateQuery {

    private final JdbcOperations jdbc;

    ClaimCandidateQuery(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** The partition that is next for this claimant; its model is set if the preferred checkpoint decided. */
    Optional<QueuePartition> due(Claimant claimant, ClaimablePredicate claimablePredicate) {
        List<Head> heads = heads(claimant, claimablePredicate).stream()
                .filter(head -> head.place() != null)
                .toList();
        Optional<Head> first =
                heads.stream().min(Comparator.comparing(Head::urgency).thenComparing(Head::place));
        return first.flatMap(any -> heads.stream()
                        .filter(head -> head.urgency() == any.urgency() && head.preferredPlace() != null)
                        .min(Comparator.comparing(Head::preferredPlace))
                        .map(head -> new QueuePartition(
                                head.endpoint(),
                                head.urgency(),
                                claimant.preferred().orElseThrow().value(),
                                heads.size() == 1 && head.place().equals(head.preferredPlace()))))
                .or(() -> first.map(any -> new QueuePartition(any.endpoint(), any.urgency(), null, heads.size() == 1)));
    }

    /**
     * Queue positions of the first matching job, and of the first that uses the preferred checkpoint; null for none.
     */
    private record Head(UUID endpoint, int urgency, Long place, Long preferredPlace) {}

    private List<Head> heads(Claimant claimant, ClaimablePredicate claimablePredicate) {
        Optional<String> preferred = claimant.preferred().map(CheckpointFileName::value);
        String place = "(select x.place from inference_queue x where "
                + "x.endpoint_id = e.id and x.urgency = u.urgency and" + claimablePredicate.condition()
                + "order by x.endpoint_id, x.urgency, x.place fetch first 1 rows only)";
        String preferredPlace = "(select x.place from inference_queue x where x.model = ? and "
                + "x.endpoint_id = e.id and x.urgency = u.urgency and" + claimablePredicate.condition()
                + "order by x.model, x.endpoint_id, x.urgency, x.place fetch first 1 rows only)";
        String sql = "select e.id, u.urgency, " + place + ", "
                + (preferred.isPresent() ? preferredPlace : "cast(null as bigint)")
                + " from unnest(?) e(id) cross join (values (0), (1), (2), (3)) u(urgency)";
        return jdbc.prepareStatement(sql, statement -> {
            int next = claimablePredicate.bind(statement, 1);
            if (preferred.isPresent()) {
                statement.setString(next, preferred.get());
                next = claimablePredicate.bind(statement, next + 1);
            }
            Object[] endpoints =
                    claimant.endpoints().stream().map(EndpointId::value).toArray();
            statement.setArray(next, statement.getConnection().createArrayOf("uuid", endpoints));
            return LeasedRows.read(
                    statement,
                    row -> new Head(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            row.getObject(3, Long.class),
                            row.getObject(4, Long.class)));
        });
    }

    /** The first matching jobs of a partition. */
    List<UUID> jobs(QueuePartition queuePartition, ClaimablePredicate claimablePredicate, int most) {
        boolean any = queuePartition.model() == null;
        String sql = "select x.job_id from inference_queue x where " + (any ? "" : "x.model = ? and ")
                + "x.endpoint_id = ? and x.urgency = ? and" + claimablePredicate.condition() + "order by "
                + (any ? "" : "x.model, ") + "x.endpoint_id, x.urgency, x.place fetch first " + most + " rows only";
        return jdbc.prepareStatement(sql, statement -> {
            int next = 1;
            if (!any) {
                statement.setString(next++, queuePartition.model());
            }
            statement.setObject(next, queuePartition.endpoint());
            statement.setInt(next + 1, queuePartition.urgency());
            claimablePredicate.bind(statement, next + 2);
            return LeasedRows.read(statement, row -> row.getObject(1, UUID.class));
        });
    }
}

package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.persistence.LeasedRows;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
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
                .filter(head -> head.first() != null)
                .toList();
        Optional<Head> next =
                heads.stream().min(Comparator.comparing(Head::urgency).thenComparing(Head::first));
        return next.flatMap(any -> heads.stream()
                        .filter(head -> head.urgency() == any.urgency() && head.preferred() != null)
                        .min(Comparator.comparing(Head::preferred))
                        .map(head -> new QueuePartition(
                                head.endpoint(),
                                head.urgency(),
                                claimant.preferred().orElseThrow().value(),
                                heads.size() == 1 && head.first().equals(head.preferred()),
                                any.first().turn())))
                .or(() -> next.map(any -> new QueuePartition(
                        any.endpoint(),
                        any.urgency(),
                        null,
                        heads.size() == 1,
                        any.first().turn())));
    }

    /** Where a job is in the order of its urgency. */
    private record Rank(long turn, long place) implements Comparable<Rank> {

        static Rank read(@Nullable Array array) throws SQLException {
            if (array == null) {
                return null;
            }
            Object[] both = (Object[]) array.getArray();
            return new Rank((Long) both[0], (Long) both[1]);
        }

        @Override
        public int compareTo(Rank other) {
            return turn == other.turn ? Long.compare(place, other.place) : Long.compare(turn, other.turn);
        }
    }

    /** The first matching job, and the first that uses the preferred checkpoint; null for none. */
    private record Head(UUID endpoint, int urgency, Rank first, Rank preferred) {}

    static String headsSql(ClaimablePredicate claimablePredicate, boolean preferred) {
        String first = "(select array[x.turn, x.place] from inference_queue x where "
                + "x.endpoint_id = e.id and x.urgency = u.urgency and" + claimablePredicate.condition()
                + "order by x.endpoint_id, x.urgency, x.turn, x.place fetch first 1 rows only)";
        String ofPreferred = "(select array[x.turn, x.place] from inference_queue x where x.model = ? and "
                + "x.endpoint_id = e.id and x.urgency = u.urgency and" + claimablePredicate.condition()
                + "order by x.model, x.endpoint_id, x.urgency, x.turn, x.place fetch first 1 rows only)";
        return "select e.id, u.urgency, " + first + (preferred ? ", " + ofPreferred : "")
                + " from unnest(?) e(id) cross join (values (0), (1), (2), (3)) u(urgency)";
    }

    private List<Head> heads(Claimant claimant, ClaimablePredicate claimablePredicate) {
        Optional<String> preferred = claimant.preferred().map(CheckpointFileName::value);
        String sql = headsSql(claimablePredicate, preferred.isPresent());
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
                            Rank.read(row.getArray(3)),
                            preferred.isPresent() ? Rank.read(row.getArray(4)) : null));
        });
    }

    /** The first matching jobs of a partition. */
    List<UUID> jobs(QueuePartition queuePartition, ClaimablePredicate claimablePredicate, int most) {
        boolean any = queuePartition.model() == null;
        String sql = jobsSql(any, claimablePredicate, most);
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

    static String jobsSql(boolean any, ClaimablePredicate claimablePredicate, int most) {
        return "select x.job_id from inference_queue x where " + (any ? "" : "x.model = ? and ")
                + "x.endpoint_id = ? and x.urgency = ? and" + claimablePredicate.condition() + "order by "
                + (any ? "" : "x.model, ") + "x.endpoint_id, x.urgency, x.turn, x.place fetch first " + most
                + " rows only";
    }
}

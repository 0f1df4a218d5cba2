package dev.atelier.persistence.usage;

import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.ModelReference;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Counts in {@code usage_day}, in the transactions of what is counted. Call it as the last of their statements, so that the row
 * is locked for as short as possible, and those who wait for it hold no lock that is needed to end. Thread-safe.
 */
@Singleton
public final class UsageRecorder {

    /** The node of jobs that none has when they end. */
    public static final String NO_NODE = "";

    private static final String ADD = """
            update usage_day set succeeded = succeeded + ?, failed = failed + ?, canceled = canceled + ?, images = images + ?,
                compute_millis = compute_millis + ?
            where on_day = ? and user_name = ? and model = ? and endpoint_name = ? and node = ?""";

    private static final String BEGIN = """
            insert into usage_day (succeeded, failed, canceled, images, compute_millis,
                on_day, user_name, model, endpoint_name, node)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private final JdbcOperations jdbc;
    private final Clock clock;

    UsageRecorder(JdbcOperations jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Counts a job on the day of its end.
     *
     * @param node the node whose claim ends with it, or {@link #NO_NODE}
     * @param worked for how many milliseconds compute has worked on it
     */
    public void ended(InferenceJob ended, String node, long worked) {
        add(ended, day(ended.completed()), node, worked);
    }

    /** Counts today what compute has done for a job that goes on, and will not be counted when it ends. */
    public void worked(InferenceJob inProgress, long worked) {
        add(inProgress, day(clock.instant()), NO_NODE, worked);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private void add(InferenceJob job, LocalDate day, String node, long worked) {
        // There is a row but for the first job; another one may begin it at the same time.
        if (run(ADD, job, day, node, worked) == 0 && run(BEGIN, job, day, node, worked) == 0) {
            run(ADD, job, day, node, worked);
        }
    }

    private int run(String sql, InferenceJob job, LocalDate day, String node, long worked) {
        return jdbc.prepareStatement(sql, statement -> {
            bind(statement, job, worked);
            statement.setObject(6, day);
            statement.setString(7, job.user().value());
            statement.setString(8, job.checkpoint().map(ModelReference::name).orElse(""));
            statement.setString(9, job.place().name().value());
            statement.setString(10, node);
            return statement.executeUpdate();
        });
    }

    private static void bind(PreparedStatement statement, InferenceJob job, long worked) throws SQLException {
        statement.setInt(1, job.status() == InferenceJobStatus.SUCCEED ? 1 : 0);
        statement.setInt(2, job.status() == InferenceJobStatus.FAILED ? 1 : 0);
        statement.setInt(3, job.status() == InferenceJobStatus.CANCELED ? 1 : 0);
        statement.setInt(4, job.images().size());
        statement.setLong(5, Math.max(0, worked)); // clocks may be set back
    }
}

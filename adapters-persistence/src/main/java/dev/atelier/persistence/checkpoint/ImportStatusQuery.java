package dev.atelier.persistence.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.UtcInstantConverter;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.jdbc.runtime.PreparedStatementCallback;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What imports do, and how far they are. */
@Singleton
final class ImportStatusQuery {

    private static final String SELECT = """
            select r.checkpoint_id, r.created, r.ended, r.outcome, r.bytes as fetched, i.checkpoint_id as live, i.paused, i.rate,
                i.claimed and i.next_try > current_timestamp as runs,
                (select sum(f.bytes) from checkpoint_import_file f where f.checkpoint_id = r.checkpoint_id) as bytes,
                (select sum(f.total) from checkpoint_import_file f where f.checkpoint_id = r.checkpoint_id) as total,
                (select count(*) from checkpoint_import_file f
                    where f.checkpoint_id = r.checkpoint_id and f.total is null) as unsized
            from import_record r left join checkpoint_import i on i.checkpoint_id = r.checkpoint_id where""";

    private static final String AFTER = " r.created <= ? and (r.created < ? or r.checkpoint_id < ?)";
    private static final String NEWEST = " r.created desc, r.checkpoint_id desc fetch first ? rows only";

    static final String OF_ALL = SELECT + AFTER + " order by" + NEWEST;
    static final String OF_USER = SELECT + " r.user_name = ? and" + AFTER + " order by r.user_name," + NEWEST;

    private final JdbcOperations jdbc;
    private final TransactionTemplate transactionTemplate;
    private final CheckpointDao checkpoints;
    private final CheckpointJsonColumns json;

    ImportStatusQuery(
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            CheckpointDao checkpoints,
            CheckpointJsonColumns json) {
        this.jdbc = jdbc;
        this.transactionTemplate = transactionTemplate;
        this.checkpoints = checkpoints;
        this.json = json;
    }

    Optional<ImportStatus> find(CheckpointId id) {
        return read(SELECT + " r.checkpoint_id = ?", List.of(id.value())).stream()
                .findFirst();
    }

    Page<ImportStatus> list(Optional<UserName> user, Optional<Cursor> after, int limit) {
        Cursor start = FirstPage.of(after);
        OffsetDateTime created = UtcInstantConverter.utc(start.created());
        List<Object> values = new ArrayList<>();
        user.ifPresent(name -> values.add(name.value()));
        values.addAll(List.of(created, created, start.id(), limit + 1));
        return Page.cut(
                read(user.isPresent() ? OF_USER : OF_ALL, values),
                limit,
                status -> new Cursor(
                        status.checkpoint().created(), status.checkpoint().id().value()));
    }

    private record Row(UUID id, Function<Checkpoint, ImportStatus> status) {}

    private List<ImportStatus> read(String sql, List<Object> values) {
        return transactionTemplate.execute(() -> {
            List<Row> rows = jdbc.prepareStatement(sql, (PreparedStatementCallback<List<Row>>) statement -> {
                for (int at = 0; at < values.size(); at++) {
                    statement.setObject(at + 1, values.get(at));
                }
                return LeasedRows.read(statement, ImportStatusQuery::row);
            });
            if (rows.isEmpty()) {
                return List.of();
            }
            Map<UUID, Checkpoint> found = checkpoints
                    .all(rows.stream().map(Row::id).toList())
                    .stream()
                    .map(row -> row.toCheckpoint(json))
                    .collect(Collectors.toMap(checkpoint -> checkpoint.id().value(), Function.identity()));
            return rows.stream()
                    .filter(row -> found.containsKey(row.id()))
                    .map(row -> row.status().apply(found.get(row.id())))
                    .toList();
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject("ended", OffsetDateTime.class);
        boolean live = row.getObject("live", UUID.class) != null;
        boolean runs = row.getBoolean("runs");
        boolean paused = row.getBoolean("paused");
        String outcome = row.getString("outcome");
        OptionalLong size =
                live && row.getLong("unsized") == 0 ? OptionalLong.of(row.getLong("total")) : OptionalLong.empty();
        long bytes = row.getLong(live ? "bytes" : "fetched");
        long rate = runs ? row.getLong("rate") : 0;
        Optional<Instant> end = Optional.ofNullable(ended).map(OffsetDateTime::toInstant);
        return new Row(
                row.getObject("checkpoint_id", UUID.class),
                checkpoint -> new ImportStatus(
                        checkpoint, live ? state(paused, runs) : outcome(outcome, checkpoint), bytes, size, rate, end));
    }

    private static ImportStatus.State state(boolean paused, boolean runs) {
        if (paused) {
            return ImportStatus.State.PAUSED;
        }
        return runs ? ImportStatus.State.RUNNING : ImportStatus.State.WAITING;
    }

    /** A replica of an older version records none. */
    private static ImportStatus.State outcome(@Nullable String recorded, Checkpoint checkpoint) {
        if (recorded != null) {
            return ImportStatus.State.valueOf(recorded);
        }
        return checkpoint.status() == CheckpointStatus.ACTIVE
                ? ImportStatus.State.SUCCEEDED
                : ImportStatus.State.FAILED;
    }
}

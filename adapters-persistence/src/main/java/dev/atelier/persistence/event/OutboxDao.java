package dev.atelier.persistence.event;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.List;

/** Statements about recorded events, except their insertion. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface OutboxDao extends GenericRepository<OutboxEntity, Long> {

    /** The one row of {@code outbox_position}. */
    @Introspected
    record Position(long numbered, long removed) {}

    @Query("select numbered, removed from outbox_position")
    Position position();

    /** Who holds this lock alone gives positions, and removes. */
    @Query("select numbered, removed from outbox_position for update")
    Position lockPosition();

    @Query("select arrival from outbox_event where position is null order by position, arrival"
            + " fetch first :most rows only")
    List<Long> unnumbered(int most);

    @Query("update outbox_position set numbered = :position")
    void numbered(long position);

    @Query("select e.* from outbox_event e where e.position > :after order by e.position fetch first :most rows only")
    List<OutboxEntity> after(long after, int most);

    /** The newest of the {@code most} oldest rows that is older than that; null when none is. */
    @Query("select max(position) from (select position, created from outbox_event where position > :removed"
            + " order by position fetch first :most rows only) oldest where created < " + DatabaseClock.SQL)
    @Nullable
    Long expired(long removed, int most, BigDecimal seconds);

    /** The last event that every webhook is done with; null when there is none that is not disabled. */
    @Query("select min(position) from webhook where disabled is null")
    @Nullable
    Long doneByWebhooks();

    @Query("delete from outbox_event where position <= :position")
    int removeUpTo(long position);

    @Query("update outbox_position set removed = :position")
    void removed(long position);
}

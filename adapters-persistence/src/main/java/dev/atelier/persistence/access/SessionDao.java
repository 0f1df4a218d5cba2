package dev.atelier.persistence.access;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;

/** Statements about sessions. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface SessionDao extends GenericRepository<SessionEntity, String> {

    Optional<SessionEntity> findByHash(String hash);

    @Query("""
            insert into console_session (hash, user_name, credential_hash, expires)
            values (:hash, :userName, :credentialHash, :expires)""")
    void insert(String hash, String userName, String credentialHash, @UtcTimestamp Instant expires);

    @Query("delete from console_session where hash = :hash")
    void remove(String hash);

    @Query("delete from console_session where expires <= :now")
    void removeExpired(@UtcTimestamp Instant now);

    @Query("""
            delete from console_session where user_name = :userName and hash not in (
                select s.hash from console_session s where s.user_name = :userName
                order by s.expires desc, s.hash fetch first :most rows only)""")
    void keepNewest(String userName, int most);
}

package dev.atelier.persistence.download;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about credentials. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ImportCredentialDao extends GenericRepository<ImportCredentialEntity, UUID> {

    /** Until the end of the transaction no other that does this for the user goes on. */
    @Query("select name from app_user where name = :user for update")
    List<String> lock(String user);

    @Query("select count(*) from import_credential where owner_key = :owner")
    int count(String owner);

    @Query("delete from import_credential where owner_key = :owner and host = :host")
    int replace(String owner, String host);

    @Query("""
            insert into import_credential (id, host, owner, owner_key, kind, parameter, secret, created)
            values (:id, :host, :owner, :ownerKey, :kind, :parameter, :secret, :created) on conflict do nothing""")
    int insert(
            UUID id,
            String host,
            @Nullable String owner,
            String ownerKey,
            String kind,
            String parameter,
            String secret,
            @UtcTimestamp Instant created);

    @Query("""
            select c.* from import_credential c where c.owner_key = '' or c.owner_key = :user
            order by c.host, c.owner_key""")
    List<ImportCredentialEntity> of(String user);

    @Query("""
            select c.* from import_credential c where c.host = :host and (c.owner_key = '' or c.owner_key = :user)
            order by c.owner_key desc""")
    List<ImportCredentialEntity> usable(String host, String user);

    Optional<ImportCredentialEntity> findById(UUID id);

    @Query("delete from import_credential where id = :id")
    int delete(UUID id);

    @Query("""
            update import_credential set last_used = :time
            where id = :id and (last_used is null or last_used < :before)""")
    int markUsed(UUID id, @UtcTimestamp Instant time, @UtcTimestamp Instant before);
}

package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.persistence.NullableUtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Statements about API keys. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyDao extends GenericRepository<ApiKeyEntity, String> {

    Optional<ApiKeyEntity> findByHash(String hash);

    Optional<ApiKeyEntity> findByPreviousHash(String hash);

    Optional<ApiKeyEntity> findByName(String name);

    @Query("select k.* from api_key k where k.name > :after order by k.name fetch first :limit rows only")
    List<ApiKeyEntity> after(String after, int limit);

    @Query("select k.* from api_key k order by k.name")
    List<ApiKeyEntity> all();

    @Query("""
            insert into api_key (name, hash, user_name, bound, origin, expires)
            values (:name, :hash, :userName, :bound, :origin, :expires) on conflict do nothing""")
    int insert(
            String name,
            String hash,
            String userName,
            boolean bound,
            ApiKey.Origin origin,
            @NullableUtcTimestamp Instant expires);

    @Query("""
            update api_key set previous_hash = case when :overlap then hash end,
                previous_until = case when expires < :overlapUntil then expires else :overlapUntil end,
                hash = :hash, expires = :expires, created = current_timestamp
            where name = :name and origin = :origin and user_name = :userName and bound = :bound""")
    int rotate(
            String name,
            ApiKey.Origin origin,
            String userName,
            boolean bound,
            String hash,
            @NullableUtcTimestamp Instant expires,
            boolean overlap,
            @NullableUtcTimestamp Instant overlapUntil);

    @Query("""
            update api_key set last_used = current_timestamp
            where name = :name and (last_used is null or last_used < current_timestamp - interval '1' minute)""")
    int used(String name);

    @Query("""
            update api_key set user_name = :userName, bound = :bound
            where name = :name and hash = :hash and origin = 'SETTINGS'""")
    int update(String name, String hash, String userName, boolean bound);

    @Query("delete from api_key where name = :name")
    int delete(String name);

    @Query("delete from api_key where origin = 'SETTINGS' and name not in (:names)")
    int deleteFromSettingsBut(Collection<String> names);

    @Query("""
            delete from api_key where origin = 'SETTINGS'
                and (name = :name and hash <> :hash or name <> :name and hash = :hash)""")
    int deleteFromSettingsForRoom(String name, String hash);

    @Query("delete from api_key where bound and user_name in (:users)")
    int deleteBoundTo(Collection<String> users);
}

package dev.atelier.persistence.access;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

/** The statements about keys. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ApiKeyRows extends GenericRepository<ApiKeyRow, String> {

    Optional<ApiKeyRow> findByHash(String hash);

    @Query("insert into api_key (name, hash, user_name) values (:name, :hash, :userName) on conflict do nothing")
    int insert(String name, String hash, String userName);

    @Query("update api_key set hash = :hash, user_name = :userName where name = :name")
    int update(String name, String hash, String userName);
}

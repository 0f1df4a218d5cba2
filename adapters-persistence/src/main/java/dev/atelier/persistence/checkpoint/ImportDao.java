package dev.atelier.persistence.checkpoint;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.UUID;

/** Statements about imports, except those of their claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ImportDao extends GenericRepository<ImportFileEntity, UUID> {

    @Query("""
            insert into checkpoint_import (checkpoint_id, attempt, claimed, next_try)
            values (:id, 0, false, current_timestamp)""")
    void insert(UUID id);

    @Query("insert into checkpoint_import_file (checkpoint_id, position, url) values (:id, :position, :url)")
    void addFile(UUID id, int position, String url);

    /** Does nothing when the claim is lost. */
    @Query("""
            update checkpoint_import_file set name = :name, location = :location, sha256 = :sha256
            where checkpoint_id = :id and position = :position and exists (select 1 from checkpoint_import i
                where i.checkpoint_id = :id and attempt = :attempt and claimed and next_try > current_timestamp)""")
    int keep(UUID id, int attempt, int position, String name, String location, String sha256);

    @Query("""
            select checkpoint_id, position, url, name, location, sha256 from checkpoint_import_file
            where checkpoint_id = :id order by position""")
    List<ImportFileEntity> files(UUID id);
}

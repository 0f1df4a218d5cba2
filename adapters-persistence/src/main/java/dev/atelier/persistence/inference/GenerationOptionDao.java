package dev.atelier.persistence.inference;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/** Statements about users' options. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface GenerationOptionDao extends GenericRepository<GenerationOptionEntity, String> {

    @Query("select name, content from generation_option where user_name = :user order by name")
    List<GenerationOptionEntity> find(String user);

    @Query("insert into generation_option (user_name, name, content) values (:user, :name, :content)"
            + " on conflict do nothing")
    int insert(String user, String name, String content);

    @Query("update generation_option set content = :content where user_name = :user and name = :name")
    int update(String user, String name, String content);
}

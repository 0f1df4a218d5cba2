package dev.atelier.persistence.access;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

/** Reads a user together with roles and permissions. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface CallerDao extends GenericRepository<CallerEntity, String> {

    @Query("""
            select name,
                array(select role_name from user_role where user_name = u.name) as roles,
                array(select distinct p.permission from user_role r join role_permission p on p.role_name = r.role_name
                    where r.user_name = u.name) as permissions
            from app_user u where name = :name""")
    Optional<CallerEntity> find(String name);
}

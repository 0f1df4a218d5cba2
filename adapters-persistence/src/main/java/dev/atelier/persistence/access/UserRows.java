package dev.atelier.persistence.access;

import dev.atelier.persistence.Utc;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;

/** The statements about users. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface UserRows extends GenericRepository<UserRow, String> {

    @Query(
            """
            select name, creator, created,
                array(select role_name from user_role where user_name = u.name) as roles
            from app_user u where name = :name""")
    Optional<UserRow> find(String name);

    @Query("insert into app_user (name, creator, created) values (:name, :creator, :created) on conflict do nothing")
    int insert(String name, String creator, @Utc Instant created);

    @Query("update app_user set creator = :creator, created = :created where name = :name")
    int update(String name, String creator, @Utc Instant created);

    @Query("insert into user_role (user_name, role_name) values (:user, :role)")
    void addRole(String user, String role);

    @Query("delete from user_role where user_name = :user")
    void removeRoles(String user);
}

package dev.atelier.persistence.access;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Statements about roles. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface RoleDao extends GenericRepository<RoleEntity, String> {

    String SELECT = """
            select name, creator, created,
                array(select permission from role_permission where role_name = r.name) as permissions
            from app_role r\s""";

    String DESCENDING = " order by name desc fetch first :limit rows only";

    @Query(SELECT + "where name in (:names)")
    List<RoleEntity> find(Collection<String> names);

    @Query(SELECT + DESCENDING)
    List<RoleEntity> descending(int limit);

    @Query(SELECT + "where name < :after" + DESCENDING)
    List<RoleEntity> descending(String after, int limit);

    @Query("insert into app_role (name, creator, created) values (:name, :creator, :created) on conflict do nothing")
    int insert(String name, String creator, @UtcTimestamp Instant created);

    @Query("update app_role set creator = :creator, created = :created where name = :name")
    int update(String name, String creator, @UtcTimestamp Instant created);

    @Query("insert into role_permission (role_name, permission) values (:role, :permission)")
    void addPermission(String role, String permission);

    @Query("delete from role_permission where role_name = :role")
    void removePermissions(String role);

    @Query("delete from app_role where name in (:names)")
    int delete(Collection<String> names);
}

package dev.atelier.persistence.access;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Statements about users. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface UserDao extends GenericRepository<UserEntity, String> {

    String SELECT = """
            select name, creator, created,
                array(select role_name from user_role where user_name = u.name) as roles
            from app_user u\s""";

    String DESCENDING = " order by name desc fetch first :limit rows only";

    @Query(SELECT + "where name = :name")
    Optional<UserEntity> find(String name);

    @Query(SELECT + DESCENDING)
    List<UserEntity> descending(int limit);

    @Query(SELECT + "where name < :after" + DESCENDING)
    List<UserEntity> descending(String after, int limit);

    @Query("select password_hash from app_user where name = :name and password_hash is not null")
    Optional<String> passwordHash(String name);

    @Query("insert into app_user (name, creator, created) values (:name, :creator, :created) on conflict do nothing")
    int insert(String name, String creator, @UtcTimestamp Instant created);

    @Query("update app_user set creator = :creator, created = :created where name = :name")
    int update(String name, String creator, @UtcTimestamp Instant created);

    @Query("update app_user set password_hash = :hash where name = :name")
    int setPassword(String name, String hash);

    @Query("insert into user_role (user_name, role_name) values (:user, :role)")
    void addRole(String user, String role);

    @Query("delete from user_role where user_name = :user")
    void removeRoles(String user);

    /**
     * The kinds of records that bear the name: what a user makes keeps it when they are deleted. Merges that have ended do not
     * count, since no operation deletes them.
     */
    @Query("""
            select 'checkpoints' where exists (select 1 from checkpoint where creator = :name)
            union all select 'datasets' where exists (select 1 from dataset where creator = :name)
            union all select 'models' where exists (select 1 from model where creator = :name)
            union all select 'endpoints' where exists (select 1 from endpoint where creator = :name)
            union all select 'inferences' where exists (select 1 from inference_job where user_name = :name)
            union all select 'trainings' where exists (select 1 from training_job where user_name = :name)
            union all select 'merges in progress' where exists (
                select 1 from merge_job where user_name = :name and status = 'INPROGRESS')""")
    List<String> kindsOfRecordsOf(String name);

    /** Answers that were kept for these users. */
    @Query("delete from idempotency_record where user_name in (:names)")
    void deleteAnswersTo(Collection<String> names);

    @Query("delete from app_user where name in (:names)")
    int delete(Collection<String> names);
}

package dev.atelier.persistence.node;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** Statements about nodes that were added. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface GpuNodeDao extends GenericRepository<GpuNodeEntity, String> {

    @Query("select g.* from gpu_node g order by added, name")
    List<GpuNodeEntity> all();

    /** Until the end of the transaction no other that does this goes on; one without nodes to lock does. */
    @Query("select name from gpu_node order by name for update")
    List<String> lock();

    @Query("select count(*) from gpu_node where removed is null and name <> :name")
    int countOthers(String name);

    @Query("""
            insert into gpu_node (name, url, instance_types, models_dir, user_name, version)
            values (:name, :url, :instanceTypes, :modelsDir, :user, :version) on conflict do nothing""")
    int insert(String name, String url, String instanceTypes, @Nullable String modelsDir, String user, UUID version);

    @Query("delete from gpu_node where name = :name and removed is not null")
    int deleteRemoved(String name);

    @Query("""
            update gpu_node set url = :url, instance_types = :instanceTypes, models_dir = :modelsDir, version = :version
            where name = :name and removed is null and version = :before""")
    int change(String name, String url, String instanceTypes, @Nullable String modelsDir, UUID version, UUID before);

    @Query("update gpu_node set removed = current_timestamp where name = :name and removed is null")
    int remove(String name);

    @Query("update gpu_node set removed = null where name = :name and removed is not null")
    int keep(String name);

    @Query("delete from gpu_node where name = :name and removed <= " + DatabaseClock.SQL)
    int forget(String name, BigDecimal seconds);
}

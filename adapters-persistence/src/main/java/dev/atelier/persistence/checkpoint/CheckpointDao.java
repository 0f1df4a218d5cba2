package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about single checkpoints; for lists see {@link CheckpointQuery}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface CheckpointDao extends GenericRepository<CheckpointEntity, UUID> {

    @Query("select " + CheckpointEntity.COLUMNS + " from checkpoint c where c.id = :id")
    Optional<CheckpointEntity> find(UUID id);

    @Query("select " + CheckpointEntity.COLUMNS
            + " from checkpoint_file f join checkpoint c on c.id = f.checkpoint_id"
            + " where f.type = :type and f.held_name = :file")
    Optional<CheckpointEntity> find(CheckpointType type, String file);

    @Query("select " + CheckpointEntity.COLUMNS + " from checkpoint c where c.status = 'ACTIVE' and c.id in"
            + " (select f.checkpoint_id from checkpoint_file f where f.stem in (:stems))")
    List<CheckpointEntity> activeWithStems(Collection<String> stems);

    @Query("select " + CheckpointEntity.COLUMNS
            + " from checkpoint c where c.type = :type and c.status = 'DISABLED' and c.id in"
            + " (select f.checkpoint_id from checkpoint_file f where f.stem = :stem and f.name = :file)")
    List<CheckpointEntity> disabled(CheckpointType type, String stem, String file);

    @Query("select stem from checkpoint_file where checkpoint_id = :id")
    List<String> stems(UUID id);

    /** The Active ones with a file of this digest in the store; some, as all share its bytes. */
    @Query("select " + CheckpointEntity.COLUMNS + " from checkpoint c where c.status = 'ACTIVE' and c.origin = 'STORE'"
            + " and c.id in (select f.checkpoint_id from checkpoint_file f where f.sha256 = :sha256)"
            + " fetch first 100 rows only")
    List<CheckpointEntity> having(String sha256);

    @Query("select " + CheckpointEntity.COLUMNS + " from checkpoint c where c.id in (:ids)")
    List<CheckpointEntity> all(Collection<UUID> ids);

    @Query("select " + CheckpointEntity.COLUMNS + " from checkpoint c where c.origin = :origin")
    List<CheckpointEntity> find(Checkpoint.Origin origin);

    @Query("""
            insert into checkpoint (id, type, status, origin, location, uploads, params, creator, created)
            values (:id, :type, :status, :origin, :location, :uploads, :params, :creator, :created)""")
    void insert(
            UUID id,
            CheckpointType type,
            CheckpointStatus status,
            Checkpoint.Origin origin,
            String location,
            String uploads,
            String params,
            String creator,
            @UtcTimestamp Instant created);

    @Query("""
            update checkpoint set status = :status, origin = :origin, location = :location, uploads = :uploads,
                params = :params where id = :id and status = :expected""")
    int update(
            UUID id,
            CheckpointStatus status,
            Checkpoint.Origin origin,
            String location,
            String uploads,
            String params,
            CheckpointStatus expected);

    @Query("update checkpoint set status = :status where id = :id and status = :expected")
    int changeStatus(UUID id, CheckpointStatus status, CheckpointStatus expected);

    @Query("update checkpoint_file set held_name = name where checkpoint_id = :id")
    int holdNames(UUID id);

    @Query("delete from checkpoint where id = :id")
    int delete(UUID id);

    @Query("delete from checkpoint where id in (:ids)")
    int delete(Collection<UUID> ids);

    @Query("update checkpoint_file set held_name = null where checkpoint_id in (:ids)")
    int releaseNames(Collection<UUID> ids);

    @Query("""
            insert into checkpoint_file (checkpoint_id, position, type, name, stem, held_name, location, sha256)
            values (:id, :position, :type, :name, :stem, :heldName, :location, :sha256)""")
    void addFile(
            UUID id,
            int position,
            CheckpointType type,
            String name,
            String stem,
            @Nullable String heldName,
            String location,
            @Nullable String sha256);

    @Query("delete from checkpoint_file where checkpoint_id = :id")
    void removeFiles(UUID id);

    @Query("select name from checkpoint_file where type = :type and held_name in (:names) and checkpoint_id <> :id")
    List<String> takenByOthers(CheckpointType type, Collection<String> names, UUID id);

    /** Location of stored bytes with this digest, which stay until the caller's transaction ends. */
    @Query("""
            select location from checkpoint_file where sha256 = :sha256 and checkpoint_id <> :id
                and checkpoint_id in (select id from checkpoint where status = 'ACTIVE')
            order by checkpoint_id, position for update""")
    List<String> lockStored(String sha256, UUID id);

    /** Locks all files, of any checkpoint, with the same locations as this checkpoint's files. */
    @Query("""
            select name from checkpoint_file
            where location in (select location from checkpoint_file where checkpoint_id = :id)
            order by checkpoint_id, position for update""")
    List<String> lockNeighbours(UUID id);

    @Query("update checkpoint_file set sha256 = null where checkpoint_id = :id")
    int unshare(UUID id);

    @Query("""
            select distinct location from checkpoint_file where sha256 is not null
                and location in (select location from checkpoint_file where checkpoint_id = :id)""")
    List<String> usedLocations(UUID id);

    @Query("select count(*) from checkpoint_file where location = :location")
    int uses(String location);

    @Query("insert into checkpoint_access (checkpoint_id, principal) values (:id, :principal)")
    void open(UUID id, String principal);

    @Query("delete from checkpoint_access where checkpoint_id = :id")
    void close(UUID id);

    @Query("select principal from checkpoint_access where checkpoint_id = :id")
    List<String> principals(UUID id);

    /** Locks the checkpoint, if there is one; its creator. */
    @Query("select creator from checkpoint where id = :id for update")
    Optional<String> lock(UUID id);
}

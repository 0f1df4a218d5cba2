package dev.atelier.persistence.inference;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about the turns of users, each along an index. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface QueueTurnDao extends GenericRepository<InferenceQueueEntity, UUID> {

    /**
     * The virtual time of the queue, or that after the user's last job, whether that waits or was given. An endpoint from which no node has claimed yet has the
     * time of the others, so that its jobs do not go before all of theirs.
     */
    String NEXT = """
            select greatest(
                coalesce(
                    (select max(t.turn) from inference_turn t where t.endpoint_id = :endpoint and t.urgency = :urgency),
                    (select max(t.turn) from inference_turn t where t.urgency = :urgency),
                    0),
                coalesce(
                    (select max(q.turn) from inference_queue q where q.user_name = :user and q.endpoint_id = :endpoint
                        and q.urgency = :urgency) + cast(:step as bigint),
                    0),
                coalesce(
                    (select max(u.turn) from inference_user_turn u where u.user_name = :user and u.endpoint_id = :endpoint
                        and u.urgency = :urgency) + cast(:step as bigint),
                    0))""";

    @Query(NEXT)
    long next(UUID endpoint, int urgency, String user, long step);

    @Query("""
            update inference_turn set turn = :turn where node = :node and urgency = :urgency
            and endpoint_id in (:endpoints) and turn < :turn""")
    int advance(String node, int urgency, Collection<UUID> endpoints, long turn);

    /** How far a node has come at an endpoint. */
    @Introspected
    record Reached(UUID endpointId, long turn) {}

    @Query("select endpoint_id, turn from inference_turn where node = :node and urgency = :urgency")
    List<Reached> reached(String node, int urgency);

    @Query("""
            insert into inference_turn (node, urgency, endpoint_id, turn)
            values (:node, :urgency, :endpoint, :turn)""")
    void insert(String node, int urgency, UUID endpoint, long turn);

    @Query("delete from inference_turn where node = :node and urgency = :urgency and endpoint_id = :endpoint")
    void delete(String node, int urgency, UUID endpoint);

    /** Whose job it is, and its turn. */
    @Introspected
    record Given(String userName, UUID endpointId, int urgency, long turn) {}

    @Query("""
            select user_name, endpoint_id, urgency, turn from inference_queue
            where job_id = :job and user_name is not null""")
    Optional<Given> given(UUID job);

    @Query("""
            update inference_user_turn set turn = :turn where user_name = :user and endpoint_id = :endpoint
            and urgency = :urgency and node = :node and turn < :turn""")
    int raise(String user, UUID endpoint, int urgency, String node, long turn);

    @Query("""
            insert into inference_user_turn (user_name, endpoint_id, urgency, node, turn)
            values (:user, :endpoint, :urgency, :node, :turn) on conflict do nothing""")
    void insertUser(String user, UUID endpoint, int urgency, String node, long turn);

    @Query("update inference_queue set turn = 0 where turn <> 0")
    int forgetTurns();

    @Query("delete from inference_turn where turn >= 0")
    int forgetTime();

    @Query("delete from inference_user_turn where turn >= 0")
    int forgetUsers();
}

package dev.atelier.application.checkpoint;

import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits each user to one inspection of a model file at a time in this process, so that one user's uploads cannot
 * occupy all its threads. Inspections are bounded, so each waiting one is run. Thread-safe.
 */
public final class InspectionTurns {

    /** How long a request waits: less than the timeout of API gateways. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How many of one user's requests may wait, each on a thread. */
    public static final int MAX_WAITING = 64;

    private final Duration patience;
    private final int mostWaiting;
    private final Map<UserName, Turn> turns = new ConcurrentHashMap<>();

    public InspectionTurns(Duration patience, int mostWaiting) {
        this.patience = patience;
        this.mostWaiting = mostWaiting;
    }

    /** - */
    @FunctionalInterface
    public interface Inspection {

        void run() throws IOException;
    }

    /** One user's lock. {@code users} counts its holder and the waiting ones; it is changed within the map only. */
    private static final class Turn {

        private final Semaphore free = new Semaphore(1, true);
        private int users;
    }

    /**
     * Inspects for a request that is waiting.
     *
     * @throws CapacityExceededException if other inspections of the user take too long; nothing was done then
     */
    void inTurn(UserName user, Inspection inspection) throws IOException {
        Turn turn = join(user, mostWaiting);
        try {
            if (!turn.free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw overloaded(user);
            }
            run(turn, inspection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw overloaded(user);
        } finally {
            leave(user);
        }
    }

    /** Inspects in the background, waiting without limit for other inspections of the user. */
    void inTurnAtLeisure(UserName user, Inspection inspection) throws IOException, InterruptedException {
        Turn turn = join(user, Integer.MAX_VALUE - 1);
        try {
            turn.free.acquire();
            run(turn, inspection);
        } finally {
            leave(user);
        }
    }

    private static void run(Turn turn, Inspection inspection) throws IOException {
        try {
            inspection.run();
        } finally {
            turn.free.release();
        }
    }

    private Turn join(UserName user, int most) {
        return turns.compute(user, (name, known) -> {
            Turn turn = known == null ? new Turn() : known;
            if (turn.users > most) {
                throw overloaded(user);
            }
            turn.users++;
            return turn;
        });
    }

    private void leave(UserName user) {
        turns.compute(user, (name, turn) -> --turn.users == 0 ? null : turn);
    }

    private static CapacityExceededException overloaded(UserName user) {
        return new CapacityExceededException("other model files of user " + user
                + " are being inspected; one at a time is inspected for each user, try again later");
    }
}

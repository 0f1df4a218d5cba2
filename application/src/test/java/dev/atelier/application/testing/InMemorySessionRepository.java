package dev.atelier.application.testing;

import dev.atelier.application.access.Session;
import dev.atelier.application.access.SessionRepository;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sessions in memory. */
public class InMemorySessionRepository implements SessionRepository {

    private final Map<String, Session> sessions = new HashMap<>();

    @Override
    public synchronized void add(Session session, Instant now, int most) {
        sessions.values().removeIf(other -> !now.isBefore(other.expires()));
        sessions.values().stream()
                .filter(other -> other.user().equals(session.user()))
                .sorted(Comparator.comparing(Session::expires).reversed())
                .skip(most - 1L)
                .toList()
                .forEach(other -> sessions.remove(other.hash()));
        sessions.put(session.hash(), session);
    }

    @Override
    public synchronized Optional<Session> find(String hash) {
        return Optional.ofNullable(sessions.get(hash));
    }

    @Override
    public synchronized void remove(String hash) {
        sessions.remove(hash);
    }
}

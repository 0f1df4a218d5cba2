package dev.atelier.persistence.access;

import dev.atelier.application.access.Session;
import dev.atelier.application.access.SessionRepository;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Sessions, in {@code console_session}. */
@Singleton
final class JdbcSessionRepository implements SessionRepository {

    private final SessionDao rows;
    private final TransactionTemplate transactionTemplate;

    JdbcSessionRepository(SessionDao rows, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void add(Session session, Instant now, int most) {
        String user = session.user().value();
        transactionTemplate.execute(() -> {
            rows.removeExpired(now);
            rows.keepNewest(user, most - 1);
            rows.insert(session.hash(), user, session.credentialHash(), session.expires());
            return null;
        });
    }

    @Override
    public Optional<Session> find(String hash) {
        return rows.findByHash(hash).map(SessionEntity::toSession);
    }

    @Override
    public void remove(String hash) {
        rows.remove(hash);
    }
}

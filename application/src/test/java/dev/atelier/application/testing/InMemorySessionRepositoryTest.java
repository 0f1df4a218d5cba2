package dev.atelier.application.testing;

import dev.atelier.application.access.SessionRepository;

class InMemorySessionRepositoryTest extends SessionRepositoryContract {

    private final SessionRepository sessions = new InMemorySessionRepository();

    @Override
    protected SessionRepository sessions() {
        return sessions;
    }
}

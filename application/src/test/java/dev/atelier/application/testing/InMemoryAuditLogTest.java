package dev.atelier.application.testing;

import dev.atelier.application.audit.AuditLog;

class InMemoryAuditLogTest extends AuditLogContract {

    private final AuditLog log = new InMemoryAuditLog();

    @Override
    protected AuditLog log() {
        return log;
    }
}

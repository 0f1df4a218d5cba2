package dev.atelier.application.audit;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import java.util.Optional;

/** Shows administrators who changed what. */
@UseCase
public class ReadAuditLog {

    private final AuditLog log;

    public ReadAuditLog(AuditLog log) {
        this.log = log;
    }

    /** A page, newest first. */
    public Page<AuditEntry> list(Caller caller, AuditLog.Filter filter, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.USER, Action.ALL);
        return log.page(filter, after, limit);
    }
}

package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import java.util.function.BiConsumer;

/** Revokes an API key, with immediate effect. For the command line, as {@link AddApiKey}. */
@UseCase
public class RevokeApiKey {

    private final ApiKeyRepository keys;
    private final Audit audit;

    public RevokeApiKey(ApiKeyRepository keys, Audit audit) {
        this.keys = keys;
        this.audit = audit;
    }

    /** Keys from the settings are rejected, since they would be valid again after the next start. */
    public void revoke(String name) {
        revoke(audit::changeByCommand, name);
    }

    /** @param recorded as of {@link AddApiKey} */
    void revoke(BiConsumer<AuditEntry.Deed, Runnable> recorded, String name) {
        ManagedKeys.require(keys, name);
        recorded.accept(AuditAction.KEY_REVOKE.on(name), () -> keys.remove(name));
    }
}

package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;

/** Revokes an API key, with immediate effect. It has no caller, see {@link AddApiKey}. */
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
        ManagedKeys.require(keys, name);
        audit.changeByCommand(AuditAction.KEY_REVOKE.on(name), () -> keys.remove(name));
    }
}

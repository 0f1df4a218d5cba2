package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds an API key for the command line, which has no caller and works on the installation's own database. Callers have
 * {@link ManageApiKeys}.
 */
@UseCase
public class AddApiKey {

    private final ApiKeyRepository keys;
    private final UserRepository users;
    private final Audit audit;

    public AddApiKey(ApiKeyRepository keys, UserRepository users, Audit audit) {
        this.keys = keys;
        this.users = users;
        this.audit = audit;
    }

    /** As below, with a key that does not expire. */
    public String add(String name, Optional<UserName> boundTo) {
        return add(name, boundTo, Optional.empty());
    }

    /**
     * The generated key, which cannot be retrieved again. A user that it is bound to must exist.
     *
     * @param expires from when on it is not valid any more; empty: never
     */
    public String add(String name, Optional<UserName> boundTo, Optional<Instant> expires) {
        return add(audit::changeByCommand, name, boundTo, expires);
    }

    /** @param recorded makes the change together with its entry in the audit log */
    String add(
            BiConsumer<AuditEntry.Deed, Runnable> recorded,
            String name,
            Optional<UserName> boundTo,
            Optional<Instant> expires) {
        boundTo.filter(user -> users.find(user).isEmpty()).ifPresent(unknown -> {
            throw new InvalidRequestException(
                    "user " + TextSanitizer.quote(unknown.value()) + " does not exist; create the user first");
        });
        String key = ApiKey.random();
        ApiKey added = ApiKey.of(name, key, boundTo, ApiKey.Origin.COMMAND).expiring(expires);
        String details = Stream.concat(
                        boundTo.map(user -> "bound to " + user).stream(),
                        expires.map(time -> "expires " + time).stream())
                .collect(Collectors.joining("; "));
        recorded.accept(AuditAction.KEY_ADD.on(name, details), () -> keys.add(added));
        return key;
    }
}

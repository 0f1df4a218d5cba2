package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.InvalidRequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Gives an API key a new secret, while the present one may stay valid for a time. For the command
 * line, as {@link AddApiKey}.
 */
@UseCase
public class RotateApiKey {

    /** The longest time for which two secrets are valid. */
    public static final Duration LONGEST_OVERLAP = Duration.ofDays(90);

    private final ApiKeyRepository keys;
    private final Audit audit;
    private final Clock clock;

    public RotateApiKey(ApiKeyRepository keys, Audit audit, Clock clock) {
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The new secret, which cannot be retrieved again. Keys from the settings are rejected, since they would be as before
     * after the next start.
     *
     * @param overlap how long the present secret stays valid, up to {@link #LONGEST_OVERLAP} and at most until it expires; zero:
     *     not at all
     * @param expires when the new one expires; empty: when the present one would, if that is not past
     */
    public String rotate(String name, Duration overlap, Optional<Instant> expires) {
        return rotate(audit::changeByCommand, ManagedKeys.require(keys, name), overlap, expires);
    }

    /**
     * As above, unless the key was removed or bound to another user meanwhile.
     *
     * @param recorded as of {@link AddApiKey}
     */
    String rotate(
            BiConsumer<AuditEntry.Deed, Runnable> recorded,
            ApiKey present,
            Duration overlap,
            Optional<Instant> expires) {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw new InvalidRequestException(
                    "the overlap should be 0s to " + LONGEST_OVERLAP.toDays() + "d, during which both secrets work");
        }
        String name = present.name();
        Instant now = clock.instant();
        Optional<Instant> until = expires.or(present::expires);
        if (until.filter(time -> !time.isAfter(now)).isPresent()) {
            throw new InvalidRequestException("API key " + name + " would have expired at " + until.get()
                    + "; give a time when the new secret expires");
        }
        String secret = ApiKey.random();
        ApiKey rotated =
                new ApiKey(name, ApiKey.hash(secret), present.user(), present.bound(), present.origin(), until);
        Optional<Instant> overlapUntil = Optional.of(now.plus(overlap))
                .map(end -> present.expires().filter(end::isAfter).orElse(end))
                .filter(now::isBefore);
        String details = overlapUntil
                .map(time -> "the secret before is valid until " + time)
                .orElse("");
        recorded.accept(AuditAction.KEY_ROTATE.on(name, details), () -> {
            if (!keys.rotate(rotated, overlapUntil)) {
                throw new InvalidRequestException("API key " + name + " was revoked meanwhile");
            }
        });
        return secret;
    }
}

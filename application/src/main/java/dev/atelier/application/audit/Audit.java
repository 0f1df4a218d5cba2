package dev.atelier.application.audit;

import dev.atelier.application.Collaborator;
import dev.atelier.application.IdGenerator;
import dev.atelier.application.audit.AuditEntry.Deed;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes changes together with their entries in the {@link AuditLog}. */
@Collaborator
public class Audit {

    private final AuditLog log;
    private final CallOrigin origin;
    private final IdGenerator ids;
    private final Clock clock;

    public Audit(AuditLog log, CallOrigin origin, IdGenerator ids, Clock clock) {
        this.log = log;
        this.origin = origin;
        this.ids = ids;
        this.clock = clock;
    }

    /** Makes the change, which writes to repositories only, and records it in the same transaction. */
    public void change(Caller caller, Deed deed, Runnable change) {
        change(caller, List.of(deed), change);
    }

    /** As above, for a change that is several deeds. */
    public void change(Caller caller, Collection<Deed> deeds, Runnable change) {
        change(Optional.of(caller.name()), deeds, change);
    }

    /** As above, for the commands of the installation's own machine, which have no user. */
    public void changeByCommand(Deed deed, Runnable change) {
        change(Optional.empty(), List.of(deed), change);
    }

    /** As above, for a change that may turn out to be none: then nothing is recorded. */
    public boolean changeIf(Caller caller, Deed deed, BooleanSupplier change) {
        return change(caller, change::getAsBoolean, changed -> changed ? List.of(deed) : List.of());
    }

    /** As above; what is recorded follows from the result. */
    public <T> T change(Caller caller, Supplier<T> change, Function<T, Collection<Deed>> deeds) {
        return log.change(change, result -> entries(Optional.of(caller.name()), deeds.apply(result)));
    }

    /** Records what the caller has read, or is about to begin. */
    public void record(Caller caller, Deed deed) {
        record(caller, List.of(deed));
    }

    /** As above, for several. */
    public void record(Caller caller, Collection<Deed> deeds) {
        change(caller, deeds, () -> {});
    }

    private void change(Optional<UserName> user, Collection<Deed> deeds, Runnable change) {
        log.change(
                () -> {
                    change.run();
                    return deeds;
                },
                result -> entries(user, result));
    }

    private List<AuditEntry> entries(Optional<UserName> user, Collection<Deed> deeds) {
        return deeds.stream()
                .map(deed -> new AuditEntry(ids.next(), clock.instant(), user, origin.current(), deed))
                .toList();
    }
}

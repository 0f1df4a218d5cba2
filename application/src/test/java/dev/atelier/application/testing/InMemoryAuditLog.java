package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** The log in memory, where a change that fails has changed nothing anyway. */
public class InMemoryAuditLog implements AuditLog {

    private static final Comparator<Cursor> ORDER =
            Comparator.comparing(Cursor::created).thenComparing(Cursor::id, InMemoryAuditLog::compare);

    private final List<AuditEntry> entries = new ArrayList<>();

    /** All entries, the first appended first. */
    public synchronized List<AuditEntry> all() {
        return List.copyOf(entries);
    }

    /** What was done, as {@code user.save ann}, the first first. */
    public List<String> deeds() {
        return all().stream()
                .map(entry -> entry.deed().action().word() + " " + entry.deed().subject())
                .toList();
    }

    @Override
    public <T> T change(Supplier<T> change, Function<T, Collection<AuditEntry>> appended) {
        T result = change.get();
        synchronized (this) {
            entries.addAll(appended.apply(result));
        }
        return result;
    }

    @Override
    public synchronized Page<AuditEntry> page(Filter filter, Optional<Cursor> after, int limit) {
        List<AuditEntry> found = entries.stream()
                .filter(entry -> fits(filter, entry))
                .filter(entry -> after.filter(start -> ORDER.compare(cursor(entry), start) >= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(InMemoryAuditLog::cursor, ORDER).reversed())
                .limit(limit + 1L)
                .toList();
        return Page.cut(found, limit, InMemoryAuditLog::cursor);
    }

    private static boolean fits(Filter filter, AuditEntry entry) {
        AuditEntry.Deed deed = entry.deed();
        return (filter.user().isEmpty() || filter.user().equals(entry.user()))
                && filter.action().filter(action -> action != deed.action()).isEmpty()
                && filter.subjectType()
                        .filter(type -> !type.equals(deed.action().subjectType()))
                        .isEmpty()
                && filter.subject()
                        .filter(subject -> !subject.equals(deed.subject()))
                        .isEmpty()
                && filter.from().filter(from -> entry.time().isBefore(from)).isEmpty()
                && filter.to().filter(to -> !entry.time().isBefore(to)).isEmpty();
    }

    private static Cursor cursor(AuditEntry entry) {
        return new Cursor(entry.time(), entry.id());
    }

    /** As databases compare them: without signs. */
    private static int compare(UUID one, UUID other) {
        int most = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return most != 0 ? most : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    @Override
    public synchronized int removeBefore(Instant time, int most) {
        List<AuditEntry> old = entries.stream()
                .filter(entry -> entry.time().isBefore(time))
                .sorted(Comparator.comparing(InMemoryAuditLog::cursor, ORDER))
                .limit(most)
                .toList();
        entries.removeAll(old);
        return old.size();
    }
}

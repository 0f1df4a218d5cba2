package dev.atelier.application.audit;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who changed what, and who read what belongs to others. Entries are appended and expire; none is changed. Thread-safe. */
public interface AuditLog {

    /**
     * Makes the change and appends its entries, in one transaction: either both are stored when this returns, or neither. The
     * change should do nothing but write to repositories, as its transaction is open meanwhile.
     *
     * @param entries what to append for the result of the change
     * @throws RuntimeException what the change throws; nothing is stored then
     */
    <T> T change(Supplier<T> change, Function<T, Collection<AuditEntry>> entries);

    /** A page of the entries that fit the filter, newest first. */
    Page<AuditEntry> page(Filter filter, Optional<Cursor> after, int limit);

    /**
     * Removes the oldest of the entries that were appended before this time.
     *
     * @return how many, at most {@code most}
     */
    int removeBefore(Instant time, int most);

    /**
     * Which entries; what is empty does not restrict.
     *
     * @param subjectType as {@link AuditAction#subjectType}
     * @param from the earliest time, inclusive
     * @param to the latest time, exclusive
     */
    record Filter(
            Optional<UserName> user,
            Optional<AuditAction> action,
            Optional<String> subjectType,
            Optional<String> subject,
            Optional<Instant> from,
            Optional<Instant> to) {

        /** All entries. */
        public static final Filter ALL = new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.TaskType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which jobs are shown; what is empty restricts nothing.
 *
 * @param user {@link #ALL} for those of all users
 * @param until the last day, in UTC
 */
record GalleryFilter(String user, Optional<TaskType> task, Optional<LocalDate> until) {

    /** Stands for all users. */
    static final String ALL = "*";

    Optional<UserName> owner() {
        return user.equals(ALL) ? Optional.empty() : Optional.of(new UserName(user));
    }

    /** Where the first page begins. */
    Optional<Cursor> begin() {
        return until.map(day ->
                Cursor.before(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    boolean isOf(TaskType other) {
        return task.filter(other::equals).isPresent();
    }

    /** The query of the page that begins there. */
    String query(Cursor after) {
        return Frame.query("user", user, "task", task.map(TaskType::word).orElse(""), "after", after.toString());
    }
}

package dev.atelier.rest.console;

import dev.atelier.application.Cursor;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.domain.inference.TaskType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Which jobs are shown; what is empty restricts nothing.
 *
 * @param user {@link #ALL} for those of all users
 * @param model the file name of their checkpoint
 * @param text a part of their prompt
 * @param until the last day, in UTC
 */
record GalleryFilter(String user, Optional<TaskType> task, String model, String text, Optional<LocalDate> until) {

    /** Stands for all users. */
    static final String ALL = "*";

    /** The most characters of {@link #text}. */
    static final int LONGEST_TEXT = 200;

    GalleryFilter {
        if (text.length() > LONGEST_TEXT) {
            throw new InvalidRequestException(
                    "text should have at most " + LONGEST_TEXT + " characters, not " + text.length());
        }
    }

    Optional<UserName> owner() {
        return user.equals(ALL) ? Optional.empty() : Optional.of(new UserName(user));
    }

    InferenceJobRepository.Search search() {
        return new InferenceJobRepository.Search(
                task, Optional.of(model).filter(name -> !name.isEmpty()), PromptText.of(text));
    }

    /** Where the first page begins. */
    Optional<Cursor> begin() {
        return until.map(day ->
                Cursor.before(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    boolean isSearch() {
        return !(model + text).isEmpty();
    }

    boolean isOf(TaskType other) {
        return task.filter(other::equals).isPresent();
    }

    /** The query of the page that begins there. */
    String query(Cursor after) {
        return Frame.query(
                "user",
                user,
                "task",
                task.map(TaskType::word).orElse(""),
                "model",
                model,
                "text",
                text,
                "until",
                until.map(LocalDate::toString).orElse(""),
                "after",
                after.toString());
    }
}

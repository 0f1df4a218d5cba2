package dev.atelier.rest.envelope;

import dev.atelier.domain.InsufficientStorageException;
import java.util.List;
import java.util.Locale;

/** Recognizes failures for lack of disk space, in whatever they are wrapped: of files, and of the databases. */
final class FullDisk {

    /** The messages of Linux and macOS, which Java's exceptions and those of H2 and PostgreSQL contain. */
    private static final List<String> MESSAGES = List.of("no space left on device", "disk quota exceeded");

    private FullDisk() {}

    static boolean isCauseOf(Throwable failure) {
        return failure != null && (isFullDisk(failure) || isCauseOf(failure.getCause()));
    }

    private static boolean isFullDisk(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure instanceof InsufficientStorageException
                || MESSAGES.stream().anyMatch(message::contains);
    }
}

package dev.atelier.localgpu.training;

import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** Failure messages of trainings for clients, without paths of this machine. */
final class TrainingFailureMessages {

    private TrainingFailureMessages() {}

    static String of(Exception failure) {
        if (failure instanceof UncheckedIOException wrapped) {
            return of(wrapped.getCause());
        }
        if (failure instanceof InvalidRequestException || failure instanceof InsufficientStorageException) {
            return failure.getMessage();
        }
        if (failure instanceof NoSuchFileException missing && missing.getFile().startsWith("s3://")) {
            return missing.getFile() + " no longer exists";
        }
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("Cannot run program")
                ? "the configured training command cannot be started; details are in the service's log"
                : "its files could not be prepared; details are in the service's log";
    }
}

package dev.atelier.localgpu.training;

import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** Why a training failed, in words for its user: without paths of this machine. */
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
            return missing.getFile() + " is not there any more";
        }
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("Cannot run program")
                ? "the command that the operator has set cannot be started; the service's log tells more"
                : "its files could not be brought together; the service's log tells more";
    }
}

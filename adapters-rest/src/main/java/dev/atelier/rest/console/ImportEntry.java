package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import io.micronaut.core.annotation.Nullable;
import java.util.Locale;
import java.util.stream.Collectors;

/** An import for people. */
record ImportEntry(ImportStatus status) {

    /** The names of its files. */
    String name() {
        return status.checkpoint().files().stream()
                .map(ModelFile::name)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
    }

    String path() {
        return "/imports/" + status.checkpoint().id();
    }

    /** The page of the model. */
    String model() {
        return "/models/" + status.checkpoint().id();
    }

    /** The class of its status in styles. */
    String style() {
        return switch (status.state()) {
            case RUNNING -> "inprogress";
            case SUCCEEDED -> "succeed";
            case FAILED -> "failed";
            case WAITING, PAUSED, CANCELLED -> "";
        };
    }

    boolean isInProgress() {
        return status.state().isInProgress();
    }

    boolean isPaused() {
        return status.state() == ImportStatus.State.PAUSED;
    }

    /** How far it is, in words. */
    String progress() {
        String bytes = ModelView.words(status.bytes());
        if (!isInProgress()) {
            return bytes;
        }
        String size = status.size().isPresent()
                ? " of " + ModelView.words(status.size().getAsLong())
                : "";
        String rate = status.bytesPerSecond() > 0 ? ", " + ModelView.words(status.bytesPerSecond()) + "/s" : "";
        String left = status.remaining()
                .map(time -> ", " + ProgressView.words(time) + " left")
                .orElse("");
        return bytes + size + rate + left;
    }

    /** From 0 to 1; null where it is not known. */
    @Nullable
    String fraction() {
        return status.size().isPresent() && status.size().getAsLong() > 0
                ? String.format(
                        Locale.ROOT,
                        "%.3f",
                        Math.min(1, (double) status.bytes() / status.size().getAsLong()))
                : null;
    }
}

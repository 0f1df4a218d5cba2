package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.GetCheckpoint;
import dev.atelier.application.checkpoint.ManagePendingUploads;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A checkpoint for people.
 *
 * @param bytes of its files altogether; empty where that is not known
 * @param details what is known of it and its files
 */
record ModelView(Checkpoint checkpoint, OptionalLong bytes, GetCheckpoint.Details details) {

    private static final int STEP = 1024;
    private static final String UNITS = "KMGT";

    /** The names of its files. */
    String name() {
        return checkpoint.files().stream().map(file -> file.name().value()).collect(Collectors.joining(", "));
    }

    /** Its files, in their order. */
    List<ModelFileView> files() {
        List<ModelFile> files = checkpoint.files();
        return IntStream.range(0, files.size())
                .mapToObj(at -> new ModelFileView(
                        files.get(at),
                        Optional.ofNullable(details.descriptions().get(at)),
                        Optional.ofNullable(details.hashes().get(at))))
                .toList();
    }

    /** What its files are, in a line; empty where their headers were not read. */
    String summary() {
        return files().stream()
                .map(ModelFileView::summary)
                .filter(summary -> !summary.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** Whether there should be a description of the file: its bytes are in the store, and are those of a model. */
    boolean isUnread(ModelFileView file) {
        return file.description().isEmpty()
                && checkpoint.status() == CheckpointStatus.ACTIVE
                && checkpoint.origin() == Checkpoint.Origin.STORE
                && ModelFormat.of(file.file().name().value())
                        .filter(ModelFormat::isWeights)
                        .isPresent();
    }

    /** What was written about it. */
    String notes() {
        return details.notes().text();
    }

    /** Its tags, between commas. */
    String tags() {
        return String.join(", ", details.notes().tags());
    }

    boolean isActive() {
        return checkpoint.status() == CheckpointStatus.ACTIVE;
    }

    /** Whether it was taken out of use, and can be put in use again. */
    boolean isEnableable() {
        return checkpoint.status() == CheckpointStatus.DISABLED
                && checkpoint.error().isEmpty();
    }

    String path() {
        return "/models/" + checkpoint.id();
    }

    /** Empty where it is not known. */
    String size() {
        return bytes.isEmpty() ? "" : words(bytes.getAsLong());
    }

    /** Who may use it. */
    String access() {
        return access(checkpoint.allowedRolesOrUsers());
    }

    /** An access list in words. */
    static String access(Set<Principal> rolesOrUsers) {
        return rolesOrUsers.stream().map(ModelView::words).sorted().collect(Collectors.joining(", "));
    }

    /** Whether it becomes Active or Disabled by itself, as an import does. */
    boolean isInProgress() {
        return checkpoint.status() == CheckpointStatus.INITIAL
                && checkpoint.uploads().isEmpty();
    }

    /** What is said beside its status; empty for nothing. */
    String remark() {
        if (checkpoint.status() == CheckpointStatus.INITIAL) {
            return isInProgress() ? "in progress" : "not uploaded completely";
        }
        return checkpoint.origin() == Checkpoint.Origin.NODE ? "on GPU nodes" : "";
    }

    /** Whether the caller may change it, as its creator or an administrator. */
    boolean isManagedIn(Frame frame) {
        return checkpoint.origin() == Checkpoint.Origin.STORE
                && (frame.may("user:all") || checkpoint.creator().value().equals(frame.user()));
    }

    /** Whether it is an upload of the caller that the console can go on with. */
    boolean isGoneOnWithIn(Frame frame) {
        return ManagePendingUploads.isPending(checkpoint)
                && frame.may("checkpoint:create")
                && checkpoint.creator().value().equals(frame.user());
    }

    boolean isRenamable() {
        return checkpoint.status() == CheckpointStatus.ACTIVE
                && checkpoint.files().size() == 1;
    }

    private static String words(Principal principal) {
        return switch (principal.kind()) {
            case EVERYONE -> "everyone";
            case ROLE -> "role " + principal.name();
            case USER -> "user " + principal.name();
        };
    }

    /** A number of bytes in words. */
    static String words(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= STEP && unit < UNITS.length() - 1) {
            amount /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", amount, UNITS.charAt(unit));
    }
}

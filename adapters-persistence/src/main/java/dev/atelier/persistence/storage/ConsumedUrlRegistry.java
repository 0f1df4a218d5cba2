package dev.atelier.persistence.storage;

import dev.atelier.domain.access.PermissionDeniedException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.UUID;

/**
 * Records which upload URLs were used, by an empty file for each until it expires. A failed PUT does not consume its
 * URL, nor does one after which the process dies before it responds.
 */
final class ConsumedUrlRegistry {

    private final Path folder;
    private final Path incoming;

    ConsumedUrlRegistry(Path folder, Path incoming) {
        this.folder = folder;
        this.incoming = incoming;
    }

    void rejectUsed(PresignedUrlClaims.Upload grant) {
        if (Files.exists(mark(grant))) {
            throw new PermissionDeniedException("this URL was used already, and takes one PUT; request a new one");
        }
    }

    /**
     * Stores a file if its URL is unused, and marks the URL as used on success. Serialized within the process: of
     * concurrent PUTs to one URL, one wins. Replicas that share the folder may let two through at the same instant;
     * then the later complete file stays.
     */
    synchronized void useUp(PresignedUrlClaims.Upload grant, IORunnable placing) throws IOException {
        rejectUsed(grant);
        // The mark is created first, so that a full disk is detected before anything changes.
        Path pending = Files.createFile(incoming.resolve(UUID.randomUUID().toString()));
        try {
            placing.run();
            Files.move(pending, mark(grant), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(pending);
        }
    }

    /** Removes the marks of expired URLs. */
    void forgetExpired(Instant now) throws IOException {
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(folder, "[0-9]*-*")) {
            for (Path mark : marks) {
                String expires = mark.getFileName().toString().split("-")[0];
                if (Long.parseLong(expires) <= now.getEpochSecond()) {
                    Files.deleteIfExists(mark);
                }
            }
        }
    }

    private Path mark(PresignedUrlClaims.Upload grant) {
        return folder.resolve(grant.expires().getEpochSecond() + "-" + grant.nonce());
    }
}

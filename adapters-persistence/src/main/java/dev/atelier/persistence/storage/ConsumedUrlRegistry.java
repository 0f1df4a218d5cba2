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
 * Remembers which upload URLs have had their one PUT, by an empty file for each until it expires. A PUT that fails does
 * not use its URL up, and neither does one after which the process dies before it can answer.
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
            throw new PermissionDeniedException("this URL was used already, and takes one PUT; ask for a new one");
        }
    }

    /**
     * Puts a file in place if its URL is still good, and uses the URL up if that succeeds. One at a time: of PUTs that
     * race for one URL, one wins. Replicas that share the folder may let two of them through in the same instant; then
     * the later file stands, whole.
     */
    synchronized void useUp(PresignedUrlClaims.Upload grant, IORunnable placing) throws IOException {
        rejectUsed(grant);
        // The mark is made first, so that a disk that is too full for it shows before anything has happened.
        Path pending = Files.createFile(incoming.resolve(UUID.randomUUID().toString()));
        try {
            placing.run();
            Files.move(pending, mark(grant), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(pending);
        }
    }

    /** Forgets the URLs that have expired. */
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

package dev.atelier.persistence.storage.presigned;

import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.persistence.storage.IORunnable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Records which upload URLs were used, by a file for each until it expires, with the receipt of what was sent. A failed
 * PUT does not consume its URL, nor does one after which the process dies before it responds.
 */
public final class ConsumedUrlRegistry {

    private final Path folder;
    private final Path incoming;

    public ConsumedUrlRegistry(Path folder, Path incoming) {
        this.folder = folder;
        this.incoming = incoming;
    }

    /** The receipt of the URL's PUT; empty if the URL is unused. */
    Optional<UploadReceipt> find(PresignedUrlClaims.Upload grant) throws IOException {
        try {
            return Optional.of(UploadReceipt.ofLine(Files.readString(mark(grant))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The rejection of other content than what the URL was used for. */
    static PermissionDeniedException used() {
        return new PermissionDeniedException("this URL was used already, and takes one PUT; request a new one");
    }

    /**
     * Stores a file if its URL is unused, and marks the URL as used on success. If it was used for the same content, as
     * by a client that did not receive the response, nothing changes. Serialized within the process: of concurrent PUTs
     * of different content to one URL, one wins. Replicas that share the folder may let two through at the same instant;
     * then the later complete file stays.
     */
    synchronized void useUp(PresignedUrlClaims.Upload grant, UploadReceipt received, IORunnable placing)
            throws IOException {
        Optional<UploadReceipt> earlier = find(grant);
        if (earlier.isPresent()) {
            requireSame(earlier.get(), received);
            return;
        }
        // The mark is created first, so that a full disk is detected before anything changes.
        Path pending = Files.writeString(incoming.resolve(UUID.randomUUID().toString()), received.toLine());
        try {
            placing.run();
            Files.move(pending, mark(grant), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(pending);
        }
    }

    static void requireSame(UploadReceipt earlier, UploadReceipt received) {
        if (!earlier.equals(received)) {
            throw used();
        }
    }

    /** Removes the marks of expired URLs. */
    public void forgetExpired(Instant now) throws IOException {
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(folder, "[0-9]*-*")) {
            for (Path mark : marks) {
                String expires = mark.getFileName().toString().split("-", 2)[0];
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

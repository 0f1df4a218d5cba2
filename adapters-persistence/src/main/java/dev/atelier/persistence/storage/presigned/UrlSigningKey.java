package dev.atelier.persistence.storage.presigned;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** An installation's signing secret, generated at first use and then constant. */
public final class UrlSigningKey {

    private static final int BYTES = 32;
    private static final Set<OpenOption> READ_WRITE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private UrlSigningKey() {}

    /** Reads the file, or creates it for its owner only. All processes that start concurrently get the same secret. */
    public static synchronized byte[] in(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ_WRITE, ownersOnly(file))) {
            channel.lock(); // released when the channel is closed
            // Also when an earlier start died before it wrote the secret.
            if (channel.size() != BYTES) {
                byte[] drawn = new byte[BYTES];
                new SecureRandom().nextBytes(drawn);
                channel.truncate(0).write(ByteBuffer.wrap(drawn), 0);
                channel.force(true);
            }
            ByteBuffer secret = ByteBuffer.allocate(BYTES);
            channel.read(secret, 0);
            return secret.array();
        }
    }

    private static FileAttribute<?>[] ownersOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}

package dev.atelier.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restricts folders and files to their owner, where the file system supports permissions. */
public final class OwnerOnly {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerOnly.class);

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /** Creates the folder if it is missing and restricts it to its owner, also if it exists already. */
    public static Path folder(Path folder) throws IOException {
        make(folder);
        close(folder);
        return folder;
    }

    /** Creates the folder and its missing parents; an existing folder stays as it is. */
    public static void make(Path folder) throws IOException {
        // Creating a folder that is a link to one fails before JDK 19.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder));
        }
    }

    /** Removes the permissions of others. A file or folder of another account is left as it is, with a warning. */
    public static void close(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.retainAll(OWNER)) {
            try {
                view.setPermissions(permissions);
            } catch (IOException e) {
                LOG.warn(
                        "Other accounts may have access to {}; its permissions cannot be changed: {}",
                        path,
                        e.toString());
            }
        }
    }

    private static FileAttribute<?>[] attributes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
                : new FileAttribute<?>[0];
    }
}

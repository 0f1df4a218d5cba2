package dev.atelier.persistence.storage.local;

import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.persistence.storage.ObjectKeyValidator;
import dev.atelier.persistence.storage.PercentEncoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Maps locations to paths on disk. No location is outside the root, not even by a symbolic link. */
final class ObjectKeyPathMapper {

    private static final int MAX_NAME_LENGTH = 255; // limit of Linux and macOS, in bytes
    private static final int KEPT_OF_LONGER = 180;

    /** Occurs in no other encoded name. */
    private static final String SHORTENED = "%~";

    private final Path root;

    /** @param root as a real path */
    ObjectKeyPathMapper(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /**
     * Path of this location; checks for links on the way.
     *
     * @throws InvalidRequestException if the location cannot be stored
     */
    Path of(StorageUri location) {
        ObjectKeyValidator.require(location);
        Path path = root.resolve(location.bucket());
        boolean exists = requireInside(path, location);
        for (String segment : location.key().split("/", -1)) {
            path = path.resolve(diskName(segment));
            exists = exists && requireInside(path, location);
        }
        return path;
    }

    /**
     * Location of a file found below a folder's path.
     *
     * @throws InvalidRequestException for a name that was shortened, as it cannot be derived from the disk
     */
    StorageUri below(StorageUri folder, Path relative) {
        StorageUri location = folder;
        for (Path name : relative) {
            String onDisk = name.toString();
            if (onDisk.contains(SHORTENED)) {
                throw new InvalidRequestException(
                        "the files below " + folder + " cannot be listed: the name beginning with "
                                + TextSanitizer.quote(onDisk) + " is too long; give that file a shorter one");
            }
            location = location.resolve(PercentEncoding.decode(onDisk));
        }
        return location;
    }

    /** Whether a name in the path was shortened, so that its location cannot be derived. */
    static boolean isShortened(Path path) {
        return path.toString().contains(SHORTENED);
    }

    /** Location of a file found below a bucket's path, with no shortened names. */
    StorageUri location(String bucket, Path relative) {
        StorageUri top = new StorageUri(
                bucket, PercentEncoding.decode(relative.getName(0).toString()));
        return relative.getNameCount() == 1 ? top : below(top, relative.subpath(1, relative.getNameCount()));
    }

    /** A name that is too long keeps its beginning, followed by a digest. */
    private static String diskName(String segment) {
        String encoded = PercentEncoding.encode(segment);
        return encoded.length() <= MAX_NAME_LENGTH
                ? encoded
                : encoded.substring(0, KEPT_OF_LONGER) + SHORTENED + sha256(segment);
    }

    private static String sha256(String text) {
        MessageDigest digest = MessageDigests.get("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** @return whether the path exists: otherwise nothing below it does */
    private boolean requireInside(Path path, StorageUri location) {
        boolean link;
        try {
            link = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isSymbolicLink();
        } catch (IOException e) {
            return false;
        }
        if (link && !leadsInside(path)) {
            throw new InvalidRequestException(location + " is, or passes through, a link that leads out of the store");
        }
        return true;
    }

    private boolean leadsInside(Path link) {
        try {
            return link.toRealPath().startsWith(root);
        } catch (IOException e) {
            return false; // a dangling or circular link
        }
    }
}

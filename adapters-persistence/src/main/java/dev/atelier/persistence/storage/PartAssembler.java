package dev.atelier.persistence.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Puts parts together in the folder where they lie. The first part's file becomes the whole one, and every other part
 * goes as soon as it stands there; so the disk has to hold one part more at most, not the file twice. Cut off at any
 * point, it goes on from there when it is called again: each part has its fixed place.
 */
final class PartAssembler {

    private final Path folder;
    private final List<StoredPart> parts;
    private final DiskSpaceGuard diskSpaceGuard;

    PartAssembler(Path folder, AssemblyPlan plan, DiskSpaceGuard diskSpaceGuard) {
        this.folder = folder;
        this.parts = plan.parts();
        this.diskSpaceGuard = diskSpaceGuard;
    }

    /** The whole file, to be moved away; empty when that was done before. */
    Optional<Path> assemble() throws IOException {
        Path whole = folder.resolve("whole");
        Path first = pathOf(parts.get(0));
        if (Files.exists(first)) {
            Files.move(first, whole);
        }
        if (!Files.exists(whole)) {
            return Optional.empty();
        }
        try (FileChannel out = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            long end = parts.get(0).size();
            for (StoredPart part : parts.subList(1, parts.size())) {
                append(part, out.position(end));
                end += part.size();
            }
            out.truncate(end);
        }
        return Optional.of(whole);
    }

    private void append(StoredPart part, FileChannel out) throws IOException {
        if (!Files.exists(pathOf(part))) {
            return; // it stands there already
        }
        diskSpaceGuard.require(part.size());
        try (FileChannel in = FileChannel.open(pathOf(part))) {
            for (long done = 0; done < part.size(); ) {
                long more = in.transferTo(done, part.size() - done, out);
                if (more == 0) {
                    throw new EOFException(pathOf(part) + " is shorter than planned");
                }
                done += more;
            }
        }
        out.force(false); // what follows is the only copy's end, so a power failure must not come between
        Files.delete(pathOf(part));
    }

    private Path pathOf(StoredPart part) {
        return StoredPart.path(folder, part.number());
    }
}

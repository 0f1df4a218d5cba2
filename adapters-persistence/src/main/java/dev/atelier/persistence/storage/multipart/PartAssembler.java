package dev.atelier.persistence.storage.multipart;

import dev.atelier.persistence.storage.DiskSpaceGuard;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Assembles parts in their folder. Every part is appended to the first part's file and deleted immediately; so the disk
 * needs space for one more part at most, not for the file twice. Resumes after an interruption at any point: each part
 * has its fixed offset.
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

    /** The complete file, to be moved to its location; empty when that was done before. */
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
            return; // already appended
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
        out.force(false); // the only copy is deleted next, so a power failure must not lose the bytes
        Files.delete(pathOf(part));
    }

    private Path pathOf(StoredPart part) {
        return StoredPart.path(folder, part.number());
    }
}

package dev.atelier.persistence.model.archive;

import dev.atelier.domain.TextSanitizer;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Iterates once over the files of a {@code .tar}. The formats allow names and headers of any length, files larger than
 * the archive (sparse files), and links; all of these are rejected.
 */
final class TarEntryIterator implements Closeable {

    private static final int MAX_ENTRIES = 10_000;
    private static final long LARGEST_HEADER = 1 << 20;

    private static final Set<Byte> FILES_AND_FOLDERS =
            Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG, TarConstants.LF_DIR);

    private final LimitedInputStream source;
    private final TarArchiveInputStream tar;
    private int entries;

    TarEntryIterator(InputStream archive) {
        source = new LimitedInputStream(archive);
        tar = new TarArchiveInputStream(source, "UTF-8");
    }

    /** Advances to the next file and returns its path; empty at the end. */
    Optional<String> next() throws IOException {
        while (true) {
            Optional<TarArchiveEntry> entry = nextEntry();
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            if (++entries > MAX_ENTRIES) {
                throw TarModelArchiveReader.rejected("it contains more than " + MAX_ENTRIES + " files and folders");
            }
            requireHarmless(entry.get());
            if (!entry.get().isDirectory()) {
                return Optional.of(entry.get().getName());
            }
        }
    }

    private Optional<TarArchiveEntry> nextEntry() {
        try {
            if (tar.getCurrentEntry() != null) {
                tar.skip(Long.MAX_VALUE);
            }
            source.allow(LARGEST_HEADER);
            Optional<TarArchiveEntry> entry = Optional.ofNullable(tar.getNextEntry());
            source.allow(Long.MAX_VALUE);
            return entry;
        } catch (IOException | IllegalArgumentException e) {
            throw broken();
        }
    }

    private static void requireHarmless(TarArchiveEntry entry) {
        String path = entry.getName();
        if (!entry.isCheckSumOK()) {
            throw broken();
        }
        if (entry.isSparse()) {
            throw TarModelArchiveReader.rejected(
                    "it contains " + TextSanitizer.quote(path) + " as a sparse file; pack it without tar's --sparse");
        }
        if (!FILES_AND_FOLDERS.contains(entry.getLinkFlag())) {
            throw TarModelArchiveReader.rejected(
                    "it contains " + TextSanitizer.quote(path) + ", which is not a regular file or folder");
        }
        if (leadsOut(path)) {
            throw TarModelArchiveReader.rejected(
                    "it contains " + TextSanitizer.quote(path) + ", which is outside the archive's folder");
        }
    }

    private static boolean leadsOut(String path) {
        return path.matches("(?s)[/\\\\].*|[A-Za-z]:.*")
                || List.of(path.split("[/\\\\]")).contains("..");
    }

    /** Content of the current file. It ends where the file ends; closing it has no effect. */
    InputStream content() {
        return new FilterInputStream(tar) {

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                try {
                    return in.read(into, offset, length);
                } catch (IOException e) {
                    throw broken();
                }
            }

            @Override
            public void close() {
                // The archive continues after this file.
            }
        };
    }

    private static RuntimeException broken() {
        return TarModelArchiveReader.rejected("it is not a .tar archive, or is truncated");
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}

package dev.atelier.persistence.copy;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.util.DaemonThreads;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.StorageUri;
import dev.atelier.persistence.storage.CopiedStore;
import dev.atelier.persistence.storage.CopiedStore.Noted;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Copies the files of one store to another, a few at once and each streamed. Nothing may write to the source meanwhile. A
 * file appears in the target when it has arrived whole, so a copy that was broken off is continued by another, which leaves
 * files with the same size and SHA-256 as they are.
 */
public final class StoreCopy {

    private static final int AT_ONCE = 8;

    /** Where this much fails, the reason is the server or the disk, and the rest would fail as well. */
    private static final int MAX_FAILURES = 20;

    private final Side from;
    private final Side to;
    private final Supplier<List<StorageUri>> known;
    private final boolean readBack;
    private final Consumer<String> failed;
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong sentFiles = new AtomicLong();
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /** A store, and the bucket that its locations name. */
    public record Side(CopiedStore store, String bucket) {}

    /**
     * How far it is.
     *
     * @param files those that are equal
     * @param bytes of those
     * @param sentFiles those of them that were not there before
     * @param sentBytes what was sent, also of files that have not arrived yet
     */
    public record Progress(long files, long bytes, long sentFiles, long sentBytes) {}

    /**
     * @param known locations that rows name
     * @param readBack whether a digest of the target's is never taken from its notes, but from the content
     * @param failed receives the location of each file that is not equal at the end, with the reason
     */
    public StoreCopy(Side from, Side to, Supplier<List<StorageUri>> known, boolean readBack, Consumer<String> failed) {
        this.from = from;
        this.to = to;
        this.known = known;
        this.readBack = readBack;
        this.failed = failed;
    }

    public Progress progress() {
        return new Progress(files.get(), bytes.get(), sentFiles.get(), sentBytes.get());
    }

    /**
     * Copies what is not there yet, and compares all.
     *
     * @throws IllegalStateException if not all files are equal then; another copy may continue
     */
    public Progress run() throws IOException {
        Instant begin = Instant.now();
        copyAll();
        if (failures.get() == 0) {
            requireUnchangedSince(begin);
        }
        if (failures.get() > 0) {
            throw new IllegalStateException((failures.get() < MAX_FAILURES ? "" : "broken off after ") + failures
                    + (failures.get() == 1 ? " file" : " files") + " that could not be copied; "
                    + files + " are there and equal; run it again to continue");
        }
        return progress();
    }

    private void copyAll() throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, DaemonThreads.numbered("store-copy"));
        Semaphore room = new Semaphore(AT_ONCE);
        try (Stream<StorageUri> all = sourceFiles()) {
            for (Iterator<StorageUri> each = all.iterator(); each.hasNext() && failures.get() < MAX_FAILURES; ) {
                StorageUri file = each.next();
                room.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        copyOrFail(file);
                    } finally {
                        room.release();
                    }
                });
            }
            room.acquireUninterruptibly(AT_ONCE);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Small copies are left out: they are made again, and would seem to be newer than their images. */
    private Stream<StorageUri> sourceFiles() throws IOException {
        return from.store()
                .listAll(from.bucket(), known, this::fail)
                .filter(file -> !file.key().startsWith(StorageLayout.THUMBNAILS));
    }

    private void copyOrFail(StorageUri file) {
        try {
            copy(file);
        } catch (NoSuchFileException e) {
            fail(file + ": it was removed meanwhile");
        } catch (IOException | RuntimeException e) {
            fail(file + ": " + Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
        } catch (OutOfMemoryError e) {
            fail(file + ": there is too little memory; JAVA_OPTS=-Xmx512m gives enough");
        }
    }

    private void copy(StorageUri location) throws IOException {
        StoredFile file = from.store().find(location).orElseThrow(() -> new NoSuchFileException(location.toString()));
        StorageUri target = new StorageUri(to.bucket(), location.key());
        Optional<Noted> there = to.store().findNoted(target);
        if (there.isPresent()) {
            if (there.get().size() != file.size()
                    || !digestInTarget(target, there).equals(digestInSource(location))) {
                throw new IOException(
                        "another file is there, which is left as it is; remove that one, or copy to another place");
            }
        } else {
            send(file, target);
            sentFiles.incrementAndGet();
        }
        requireUnchanged(file);
        files.incrementAndGet();
        bytes.addAndGet(file.size());
    }

    private void send(StoredFile file, StorageUri target) throws IOException {
        String noted = to.store().notesDigests() ? digestInSource(file.location()) : null;
        String sent;
        try (CopySource content =
                new CopySource(from.store().open(file.location()), file, noted, sentBytes::addAndGet)) {
            to.store().putCopy(target, content, noted);
            sent = content.digest();
        }
        Optional<Noted> arrived = to.store().findNoted(target);
        if (arrived.isEmpty()
                || arrived.get().size() != file.size()
                || !digestInTarget(target, arrived).equals(sent)) {
            throw new IOException("it has arrived changed");
        }
    }

    private void requireUnchanged(StoredFile file) throws IOException {
        if (!from.store().find(file.location()).equals(Optional.of(file))) {
            throw new IOException("it changed meanwhile");
        }
    }

    private String digestInSource(StorageUri location) throws IOException {
        return digest(from.store(), location, from.store().findNoted(location));
    }

    private String digestInTarget(StorageUri location, Optional<Noted> file) throws IOException {
        return digest(to.store(), location, readBack ? Optional.empty() : file);
    }

    private static String digest(CopiedStore store, StorageUri location, Optional<Noted> file) throws IOException {
        Optional<String> noted = file.flatMap(Noted::sha256);
        return noted.isPresent() ? noted.get() : readDigest(store, location);
    }

    private static String readDigest(CopiedStore store, StorageUri location) throws IOException {
        MessageDigest sha256 = MessageDigests.get("SHA-256");
        try (InputStream content = new DigestInputStream(store.open(location), sha256)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** Finds what was added, removed or replaced after it was copied. */
    private void requireUnchangedSince(Instant begin) throws IOException {
        long foundFiles = 0;
        long foundBytes = 0;
        try (Stream<StorageUri> all = sourceFiles()) {
            for (Iterator<StorageUri> each = all.iterator(); each.hasNext(); ) {
                StorageUri location = each.next();
                Optional<StoredFile> file = from.store().find(location);
                if (file.isEmpty() || isBetween(begin, file.get().modified(), Instant.now())) {
                    fail(location + ": it changed meanwhile");
                } else {
                    foundFiles++;
                    foundBytes += file.get().size();
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (failures.get() == 0 && (foundFiles != files.get() || foundBytes != bytes.get())) {
            throw new IllegalStateException(
                    "the source changed meanwhile: it has " + foundFiles + " files of " + foundBytes + " bytes, and "
                            + files + " of " + bytes + " were copied; run it again, with the service stopped");
        }
    }

    /** A time that has not come yet is one of a wrong clock, and says nothing. */
    private static boolean isBetween(Instant begin, Instant time, Instant now) {
        return time.isAfter(begin) && !time.isAfter(now);
    }

    private void fail(String reason) {
        failures.incrementAndGet();
        failed.accept(reason);
    }
}

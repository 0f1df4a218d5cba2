package dev.atelier.persistence.storage;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import io.micronaut.core.annotation.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A store that can be copied from and to. */
public interface CopiedStore extends ModelStore {

    /**
     * What a store knows of a file without reading it.
     *
     * @param sha256 in lower-case hexadecimal, if it was noted with the file
     */
    record Noted(long size, Optional<String> sha256) {}

    /**
     * The complete files of a bucket, in no order and without what is being written. Lazy, to be closed; throws {@link
     * java.io.UncheckedIOException}.
     *
     * @param known locations of files, asked for only where a name on the disk does not say which it is
     * @param nameless receives what is stored under a name that is no location, and so is left out
     */
    Stream<StorageUri> listAll(String bucket, Supplier<List<StorageUri>> known, Consumer<String> nameless)
            throws IOException;

    /** Whether files are stored with the digest that {@link #putCopy} is given. */
    boolean notesDigests();

    /** The file at exactly this location. */
    Optional<Noted> findNoted(StorageUri location) throws IOException;

    /**
     * Stores the content as {@link #put} does; when reading it fails, nothing is stored.
     *
     * @param sha256 to be noted with it, unless the store notes none
     */
    void putCopy(StorageUri location, InputStream content, @Nullable String sha256) throws IOException;
}

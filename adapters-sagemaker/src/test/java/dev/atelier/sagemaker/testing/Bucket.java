package dev.atelier.sagemaker.testing;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The bucket as simulated endpoints and trainings see it. */
public interface Bucket {

    Optional<byte[]> read(StorageUri place);

    void write(StorageUri place, byte[] content);

    /** The files of this store. */
    static Bucket of(ModelStore store) {
        return new Bucket() {

            @Override
            public Optional<byte[]> read(StorageUri place) {
                try (InputStream content = store.open(place)) {
                    return Optional.of(content.readAllBytes());
                } catch (NoSuchFileException e) {
                    return Optional.empty();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void write(StorageUri place, byte[] content) {
                try {
                    store.put(place, new ByteArrayInputStream(content), "application/octet-stream");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}

package dev.atelier.sagemaker.endpoint;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/**
 * The archive that SageMaker unpacks before a container starts. Containers fetch models per job, so an empty archive
 * is enough; one that the operator provides is kept.
 */
final class ModelDataArchive {

    private static final int END_OF_TAR = 2 * 512;

    private final ModelStore store;
    private final StorageUri location;

    ModelDataArchive(ModelStore store, StorageUri location) {
        this.store = store;
        this.location = location;
    }

    /** Stores an empty archive unless one exists. */
    void provide() {
        try {
            if (store.find(location).isEmpty()) {
                store.put(location, new ByteArrayInputStream(emptyTarGz()), "application/gzip");
            }
        } catch (IOException e) {
            throw new ComputeBackendException(
                    "the archive " + location + " that endpoints start with could not be provided", e);
        }
    }

    private static byte[] emptyTarGz() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(new byte[END_OF_TAR]);
        }
        return bytes.toByteArray();
    }
}

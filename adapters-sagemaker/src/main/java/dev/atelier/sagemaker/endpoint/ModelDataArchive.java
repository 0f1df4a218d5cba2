package dev.atelier.sagemaker.endpoint;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/**
 * The archive that SageMaker unpacks before a container starts. Containers of this kind fetch models by themselves, job by
 * job, so an empty one does; where the operator has put another, it stays.
 */
final class ModelDataArchive {

    private static final int END_OF_TAR = 2 * 512;

    private final ModelStore store;
    private final StorageUri place;

    ModelDataArchive(ModelStore store, StorageUri place) {
        this.store = store;
        this.place = place;
    }

    /** Makes sure that there is one. */
    void provide() {
        try {
            if (store.find(place).isEmpty()) {
                store.put(place, new ByteArrayInputStream(emptyTarGz()), "application/gzip");
            }
        } catch (IOException e) {
            throw new ComputeBackendException(
                    "the archive " + place + " that endpoints start with could not be provided", e);
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

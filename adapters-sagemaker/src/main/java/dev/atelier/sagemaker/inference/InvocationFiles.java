package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The files of invocations in the bucket: checked payloads, requests and responses. Thread-safe. */
public final class InvocationFiles {

    private static final String JSON = "application/json";

    private final ModelStore store;
    private final StorageLayout layout;

    public InvocationFiles(ModelStore store, StorageLayout layout) {
        this.store = store;
        this.layout = layout;
    }

    /** @return where it was put; clients cannot write there */
    StorageUri putCheckedPayload(InferenceJob job, InputStream payload) throws IOException {
        return put(layout.checkedPayload(job.id()), payload);
    }

    /** @return where it was put */
    StorageUri putRequest(InferenceJob job, byte[] request) throws IOException {
        return put(layout.invocation(job.id()), new ByteArrayInputStream(request));
    }

    private StorageUri put(StorageUri location, InputStream content) throws IOException {
        store.put(location, content, JSON);
        return location;
    }

    /** Deletes what the endpoint was to get. */
    void deleteRequest(InferenceJobId id) {
        store.deleteQuietly(layout.invocation(id));
        store.deleteQuietly(layout.checkedPayload(id));
    }

    /**
     * Whether the location is in the folder for responses. It may come from a message, which must not give access to
     * other objects in the bucket.
     */
    boolean isResponse(StorageUri location) {
        return location.toString().startsWith(layout.invocationOutputs() + "/");
    }

    /** Files elsewhere belong to others and stay. */
    void deleteResponse(StorageUri location) {
        if (isResponse(location)) {
            store.deleteQuietly(location);
        }
    }

    boolean exists(StorageUri location) {
        try {
            return find(location).isPresent();
        } catch (IOException e) {
            throw new ComputeBackendException("whether there is a file at " + location + " could not be determined", e);
        }
    }

    Optional<StoredFile> find(StorageUri location) throws IOException {
        return store.find(location);
    }

    InputStream open(StorageUri location) throws IOException {
        return store.open(location);
    }
}

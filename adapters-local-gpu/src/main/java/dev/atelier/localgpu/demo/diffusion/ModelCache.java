package dev.atelier.localgpu.demo.diffusion;

import ai.onnxruntime.OrtException;
import dev.atelier.application.util.DaemonThreads;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An LRU cache of at max two loaded models. One thread loads them all: the C library keeps freed memory in per-thread
 * arenas, so memory would grow with each loading thread. Thread-safe.
 */
public final class ModelCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
    private static final int MAX = 2;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("demo-node-models"));

    // confined to that thread
    private final Map<WeightsFile, TinyDiffusionModel> models = new LinkedHashMap<>(MAX, .75f, true);
    private final ReusableFloatBuffer buffer = new ReusableFloatBuffer();

    public ModelCache() {
        thread.execute(OnnxEnvironment::load);
    }

    /**
     * Returns the model, which stays loaded at least until the next call.
     *
     * @throws IncompatibleModelException if the file is not a supported model; the cache is unchanged
     */
    public TinyDiffusionModel load(WeightsFile file) throws Exception {
        return onThread(() -> {
            TinyDiffusionModel loaded = models.get(file);
            return loaded == null ? create(file) : loaded;
        });
    }

    private TinyDiffusionModel create(WeightsFile file) throws IOException, OrtException, IncompatibleModelException {
        try (ModelWeights modelWeights = ModelWeights.open(file.path())) {
            String hash = modelWeights.sha256();
            evictDownTo(MAX - 1);
            TinyDiffusionModel model = new TinyDiffusionModel(modelWeights, buffer);
            models.put(file, model);
            file.loaded(hash);
            return model;
        }
    }

    private void evictDownTo(int max) throws OrtException {
        Iterator<TinyDiffusionModel> oldest = models.values().iterator();
        while (models.size() > max) {
            TinyDiffusionModel evicted = oldest.next();
            oldest.remove();
            evicted.close();
        }
    }

    private <T> T onThread(Callable<T> work) throws Exception {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Closes all models; call it when no job is running. Idempotent. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            CompletableFuture.runAsync(this::evictAll, thread).join();
            thread.shutdown();
        }
    }

    private void evictAll() {
        try {
            evictDownTo(0);
        } catch (OrtException e) {
            LOG.warn("The demo node could not free a model; its memory is not released before the process ends", e);
        }
    }
}

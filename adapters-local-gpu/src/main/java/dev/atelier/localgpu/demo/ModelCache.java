package dev.atelier.localgpu.demo;

import ai.onnxruntime.OrtException;
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
 * The models in memory, two at the most; which of them painted longer ago leaves for a third. One thread makes them all:
 * the C library keeps what is freed for the threads that took it, so that the memory would grow with each that loads.
 */
final class ModelCache implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);
    private static final int MAX = 2;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "demo-node-models");
        made.setDaemon(true);
        return made;
    });

    // only that thread touches these
    private final Map<WeightsFile, TinyDiffusionModel> models = new LinkedHashMap<>(MAX, .75f, true);
    private final ReusableFloatBuffer bench = new ReusableFloatBuffer();

    /**
     * The model stays loaded at least until the next call.
     *
     * @throws WebUiErrorException when the file is not one that the node can paint with; what was loaded stays
     */
    TinyDiffusionModel load(WeightsFile file) throws Exception {
        return onThread(() -> {
            TinyDiffusionModel loaded = models.get(file);
            return loaded == null ? make(file) : loaded;
        });
    }

    private TinyDiffusionModel make(WeightsFile file) throws IOException, OrtException {
        try (ModelWeights modelWeights = ModelWeights.open(file.path())) {
            String hash = modelWeights.sha256();
            removeUntil(MAX - 1);
            TinyDiffusionModel model = new TinyDiffusionModel(modelWeights, bench);
            models.put(file, model);
            file.loaded(hash);
            return model;
        } catch (IncompatibleModelException e) {
            throw WebUiErrorException.http(
                    422, "the demo node paints only with models of tiny-emoji's shape: " + e.getMessage());
        }
    }

    private void removeUntil(int most) throws OrtException {
        Iterator<TinyDiffusionModel> oldest = models.values().iterator();
        while (models.size() > most) {
            TinyDiffusionModel leaving = oldest.next();
            oldest.remove();
            leaving.close();
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

    /** To be called when nothing is painted any more. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            CompletableFuture.runAsync(this::removeAll, thread).join();
            thread.shutdown();
        }
    }

    private void removeAll() {
        try {
            removeUntil(0);
        } catch (OrtException e) {
            LOG.warn("The demo node could not free a model; the memory stays taken until the process ends", e);
        }
    }
}

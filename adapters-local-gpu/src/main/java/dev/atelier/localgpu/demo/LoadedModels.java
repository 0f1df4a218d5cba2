package dev.atelier.localgpu.demo;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The models in memory, two at the most; which of them painted longer ago leaves for a third. Used by one job at a time,
 * under the queue's lock.
 */
final class LoadedModels implements AutoCloseable {

    private static final int MOST = 2;

    private final Map<WeightsFile, TinyModel> models = new LinkedHashMap<>(MOST, .75f, true);

    /** @throws Refusal when the file is not one that the node can paint with; what was loaded stays */
    TinyModel load(WeightsFile file) throws IOException, OrtException {
        TinyModel loaded = models.get(file);
        if (loaded != null) {
            return loaded;
        }
        try (Weights weights = Weights.open(file.path())) {
            String hash = weights.sha256();
            makeRoom();
            TinyModel model = new TinyModel(weights);
            models.put(file, model);
            file.loaded(hash);
            return model;
        } catch (UnfitModel e) {
            throw Refusal.http(422, "the demo node paints only with models of tiny-emoji's shape: " + e.getMessage());
        }
    }

    private void makeRoom() throws OrtException {
        Iterator<TinyModel> oldest = models.values().iterator();
        while (models.size() >= MOST) {
            TinyModel leaving = oldest.next();
            oldest.remove();
            leaving.close();
        }
    }

    @Override
    public void close() throws OrtException {
        for (Iterator<TinyModel> left = models.values().iterator(); left.hasNext(); ) {
            TinyModel model = left.next();
            left.remove();
            model.close();
        }
    }
}

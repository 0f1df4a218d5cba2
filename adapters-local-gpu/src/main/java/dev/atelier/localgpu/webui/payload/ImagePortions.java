package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.RequestedImages;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Requests for a part of a job's images. WebUI makes all of them at once; other servers ignore {@code n_iter}, limit {@code
 * batch_size} and use the first input image only, so they are asked again for the rest, with the seeds that follow.
 */
public final class ImagePortions {

    private static final String BATCHES = "n_iter";
    private static final String BATCH = "batch_size";
    private static final String INPUTS = "init_images";
    private static final String SEED = "seed";

    private final ObjectNode payload;
    private final RequestedImages requested;
    private final boolean webUi;
    private long seed;

    /** @param webUi whether the node can make all images at once */
    public ImagePortions(ObjectNode payload, RequestedImages requested, boolean webUi) {
        this.payload = payload;
        this.requested = requested;
        this.webUi = webUi;
        this.seed = payload.path(SEED).asLong(-1);
        if (seed < 0 && !webUi) {
            seed = ThreadLocalRandom.current().nextLong(1L << 32); // known even if the node does not report it
        }
    }

    /** The request for all images. */
    public ObjectNode all() {
        return payload;
    }

    /** The request for the images from this one on, or for the first of them. */
    public ObjectNode from(int image) {
        if (image == 0 && webUi) {
            return payload;
        }
        ObjectNode part = payload.deepCopy();
        int inBatch = image % requested.perBatch();
        // Other servers limit it themselves; in WebUI a larger batch than requested may not fit in memory.
        int largest = webUi ? requested.perBatch() - inBatch : inputs() > 1 ? 1 : Integer.MAX_VALUE;
        int size = (int) Math.min(largest, requested.count() - image);
        part.put(BATCHES, 1).put(BATCH, size);
        part.put(SEED, seed < 0 ? -1 : seed + image);
        if (inputs() > 1) {
            ArrayNode inputs = part.putArray(INPUTS);
            for (int i = 0; i < size; i++) {
                inputs.add(payload.path(INPUTS).get(inBatch + i));
            }
        }
        return part;
    }

    private int inputs() {
        JsonNode inputs = payload.path(INPUTS);
        return inputs.isArray() ? inputs.size() : 0;
    }

    /** Takes the seed that the node drew for the first image. */
    public void seed(OptionalLong drawn) {
        if (seed < 0) {
            seed = drawn.orElse(-1);
        }
    }

    /** The parameters of a part as if it had been all. */
    public ObjectNode asRequested(ObjectNode parameters) {
        for (String field : new String[] {BATCHES, BATCH}) {
            if (!webUi && payload.has(field)) {
                parameters.set(field, payload.get(field));
            } else if (!webUi) {
                parameters.remove(field);
            }
        }
        return parameters;
    }
}

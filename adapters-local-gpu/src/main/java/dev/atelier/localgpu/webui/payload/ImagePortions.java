package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.RequestedImages;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private static final String SUBSEED = "subseed";

    private final ObjectNode payload;
    private final Map<String, JsonNode> replaced = new LinkedHashMap<>();
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

    /**
     * The requests for a part of a job's iterations. Modifies the payload.
     *
     * @param whole the images of the job, of a payload that can be divided
     */
    public static ImagePortions of(ObjectNode payload, RequestedImages whole, IterationPart part) {
        Map<String, JsonNode> replaced = new LinkedHashMap<>();
        replaced.put(BATCHES, payload.path(BATCHES));
        payload.put(BATCHES, part.count());
        long before = (long) part.first() * whole.perBatch();
        replaced.put(SEED, advance(payload, SEED, part.seed(), before));
        replaced.put(SUBSEED, advance(payload, SUBSEED, part.subseed(), before));
        ImagePortions portions = new ImagePortions(payload, new RequestedImages(part.count(), whole.perBatch()), true);
        portions.replaced.putAll(replaced);
        return portions;
    }

    /** @return the seed as WebUI would repeat it if all images were requested */
    private static JsonNode advance(ObjectNode payload, String field, long drawn, long images) {
        long given = payload.path(field).asLong(-1);
        payload.put(field, (given < 0 ? drawn : given) + images);
        return LongNode.valueOf(given);
    }

    /** The images that these requests are for. */
    public RequestedImages requested() {
        return requested;
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
        long subseed = payload.path(SUBSEED).asLong(-1);
        if (subseed >= 0) {
            part.put(SUBSEED, subseed + image);
        }
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
        replaced.forEach(parameters::set);
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

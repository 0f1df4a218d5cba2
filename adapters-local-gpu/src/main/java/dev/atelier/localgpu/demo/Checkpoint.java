package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A name in the node's model list. Both stand for the same weights: {@code tiny-emoji} is what they are, the other is
 * the name in the documents' examples, answered for so that the examples run as they stand. Wherever the node tells
 * what painted a picture, it tells tiny-emoji.
 */
enum Checkpoint {
    TINY_EMOJI("tiny-emoji"),
    SAMPLE_NAME("v1-5-pruned-emaonly");

    private static final String DENOISER = "denoiser.onnx";

    private final String modelName;

    Checkpoint(String modelName) {
        this.modelName = modelName;
    }

    /** Found by any name that WebUI accepts: title, file name, model name, short or long hash. */
    static Optional<Checkpoint> named(String name) {
        return Arrays.stream(values())
                .filter(c -> name.equals(c.modelName)
                        || name.equals(c.file())
                        || name.equals(c.title())
                        || name.equals(hash())
                        || name.equals(shortHash()))
                .findFirst();
    }

    String modelName() {
        return modelName;
    }

    String title() {
        return file() + " [" + shortHash() + "]";
    }

    /** For the picture's text: what really painted. */
    String painter() {
        return this == TINY_EMOJI ? modelName : TINY_EMOJI.modelName + " (answering for " + modelName + ")";
    }

    ObjectNode toJson() {
        return Json.object()
                .put("title", title())
                .put("model_name", modelName)
                .put("hash", shortHash())
                .put("sha256", hash())
                .put("filename", "models/Stable-diffusion/" + file())
                .putNull("config");
    }

    static String hash() {
        return Hash.VALUE;
    }

    static String shortHash() {
        return Hash.VALUE.substring(0, 10);
    }

    private String file() {
        return modelName + ".safetensors";
    }

    /** Worked out when it is first asked for, so that it does not delay the start. */
    private static final class Hash {

        static final String VALUE = of(TinyModel.resource(DENOISER));

        private static String of(byte[] weights) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

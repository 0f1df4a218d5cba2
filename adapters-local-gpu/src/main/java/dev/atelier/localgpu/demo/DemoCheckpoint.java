package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.diffusion.WeightsFile;

/** A name in the node's model list, with its folder, and its weights, which may belong to a file of another name. */
record DemoCheckpoint(String fileName, WeightsFile weights) {

    /** Whether this is one of the names that WebUI accepts: title, file name, model name, short or long hash. */
    boolean matches(String name) {
        return name.equals(fileName)
                || name.equals(modelName())
                || name.equals(title())
                || !name.isEmpty() && (name.equals(weights.hash()) || name.equals(weights.shortHash()));
    }

    String modelName() {
        return stem(fileName).replace('/', '_');
    }

    /** Its name in results, which is without the folder. */
    String shortName() {
        return stem(fileName.substring(fileName.lastIndexOf('/') + 1));
    }

    /** Includes the short hash once it is known, as in WebUI. */
    String title() {
        return weights.hash().isEmpty() ? fileName : fileName + " [" + weights.shortHash() + "]";
    }

    /** The model that generated the image, for its infotext. */
    String generator() {
        String name = stem(weights.name());
        return name.equals(shortName()) ? name : name + " (answering for " + shortName() + ")";
    }

    ObjectNode toJson() {
        ObjectNode json = JsonCodec.object().put("title", title()).put("model_name", modelName());
        if (weights.hash().isEmpty()) {
            json.putNull("hash").putNull("sha256");
        } else {
            json.put("hash", weights.shortHash()).put("sha256", weights.hash());
        }
        return json.put("filename", "models/Stable-diffusion/" + fileName).putNull("config");
    }

    private static String stem(String fileName) {
        return fileName.substring(0, fileName.lastIndexOf('.'));
    }
}

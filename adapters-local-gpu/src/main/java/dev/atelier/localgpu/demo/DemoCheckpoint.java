package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A name in the node's model list, and the weights that it stands for, which are those of another name's file at times. */
record DemoCheckpoint(String fileName, WeightsFile weights) {

    /** By any name that WebUI accepts: title, file name, model name, short or long hash. */
    boolean goesBy(String name) {
        return name.equals(fileName)
                || name.equals(modelName())
                || name.equals(title())
                || !name.isEmpty() && (name.equals(weights.hash()) || name.equals(weights.shortHash()));
    }

    String modelName() {
        return stem(fileName);
    }

    /** It changes when the hash becomes known, as in WebUI. */
    String title() {
        return weights.hash().isEmpty() ? fileName : fileName + " [" + weights.shortHash() + "]";
    }

    /** For the picture's text: what really painted. */
    String generator() {
        return fileName.equals(weights.name())
                ? modelName()
                : stem(weights.name()) + " (answering for " + modelName() + ")";
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

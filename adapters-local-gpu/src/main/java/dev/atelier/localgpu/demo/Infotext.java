package dev.atelier.localgpu.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The text that WebUI writes into an image: the prompt, the negative prompt, and one line of parameters. */
final class Infotext {

    /** Takes the place of WebUI's version. */
    static final String VERSION = "atelier-demo-node";

    private Infotext() {}

    static String of(DemoGenerationRequest request, long seed, DemoCheckpoint checkpoint, Map<String, String> extra) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("Steps", String.valueOf(request.steps()));
        line.put("Sampler", request.sampler().requested());
        line.put("CFG scale", number(request.guidance()));
        line.put("Seed", String.valueOf(seed));
        line.put("Size", request.size().toString());
        line.put("Model hash", checkpoint.weights().shortHash());
        line.put("Model", checkpoint.generator());
        line.putAll(extra);
        line.put("Version", VERSION);
        String negative = request.negative().isEmpty() ? "" : "\nNegative prompt: " + request.negative();
        return request.prompt() + negative + "\n"
                + line.entrySet().stream()
                        .map(e -> e.getKey() + ": " + quoted(e.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Without the ".0" that Java and Python add to whole numbers. */
    static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }

    private static String quoted(String value) {
        boolean needsQuotes = value.indexOf(',') >= 0 || value.indexOf(':') >= 0 || value.indexOf('\n') >= 0;
        return needsQuotes ? JsonCodec.quoted(value) : value;
    }
}

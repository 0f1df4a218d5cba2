package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.webui.NodeException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An answer other than 200, told apart by SD WebUI's table of errors. */
final class ErrorResponseMapper {

    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_DETAIL_LENGTH = 300;

    /** Statuses that say something of the moment, not of the request. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    /** What WebUI answers with 500 although only the request is at fault. */
    private static final Set<String> FAULTS_OF_THE_REQUEST = Set.of(
            "Invalid encoded image",
            "Invalid image url",
            "Requests not allowed",
            "Request to local resource not allowed");

    private static final Set<String> JOBS =
            Set.of("txt2img", "img2img", "extra-single-image", "extra-batch-images", "rembg");

    /** What is nobody's business but the node's. */
    private static final Pattern PATH = Pattern.compile("([A-Za-z]:)?([/\\\\][\\w.@+-]+){2,}");

    private final String path;
    private final int status;
    private final JsonNode body;
    private final String text;

    private ErrorResponseMapper(String path, int status, String text) {
        this.path = path;
        this.status = status;
        this.text = text;
        this.body = LenientJson.parse(text).orElseGet(LenientJson.MAPPER::createObjectNode);
    }

    static NodeException read(String path, int status, InputStream body) throws IOException {
        String text = new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        return new ErrorResponseMapper(path, status, text).failure();
    }

    private NodeException failure() {
        if (isOutOfMemory()) {
            return new NodeException(Kind.OUT_OF_MEMORY, "The node's GPU ran out of memory");
        }
        if (status == 401 || status == 403) {
            return NodeException.broken("The node refuses the user and password that it is called with");
        }
        if (isRouteMissing()) {
            return routeMissing();
        }
        boolean requestAtFault = status >= 400 && status < 500 && !PASSING.contains(status);
        if (requestAtFault || isFaultOfTheRequest()) {
            return NodeException.rejected("The node refuses the request: " + detail());
        }
        Kind kind = isReportOfAJob() ? Kind.JOB_ERROR : Kind.BROKEN;
        return new NodeException(kind, "The node failed with status " + status + ": " + detail());
    }

    /** WebUI reports what a job threw, and lives on; a proxy in front of a dead node reports nothing of the kind. */
    private boolean isReportOfAJob() {
        return status == 500 && body.has("error") && JOBS.contains(route());
    }

    /** A setting that the node does not know is a KeyError. */
    private boolean isFaultOfTheRequest() {
        return FAULTS_OF_THE_REQUEST.contains(body.path("detail").asText())
                || body.path("error").asText().equals("KeyError");
    }

    private boolean isOutOfMemory() {
        String lower = text.toLowerCase(Locale.ROOT);
        return status >= 400 && (lower.contains("outofmemoryerror") || lower.contains("out of memory"));
    }

    /** A handler's own 404 has an error in it; the server's, for a path that it does not have, has not. */
    private boolean isRouteMissing() {
        return status == 405 || status == 501 || (status == 404 && !body.has("error"));
    }

    private NodeException routeMissing() {
        if (path.endsWith("/txt2img") || path.endsWith("/img2img")) {
            return NodeException.broken("The node has no route " + route() + "; WebUI has it when started with --api");
        }
        return NodeException.modelMissing("The node has no route " + route());
    }

    private String route() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The node's own words: of WebUI {@code detail} and {@code errors}, of FastAPI a list, of others {@code message}. */
    private String detail() {
        String error = words(body.path("error"));
        String reason = Stream.of("detail", "errors", "message")
                .map(field -> words(body.path(field)))
                .filter(words -> !words.isBlank())
                .findFirst()
                .orElse("");
        if (reason.isEmpty()) {
            return error.isBlank() ? "no reason given" : shortened(error);
        }
        return shortened(error.isBlank() || error.equals("HTTPException") ? reason : error + ": " + reason);
    }

    private static String words(JsonNode node) {
        if (!node.isArray()) {
            return node.isTextual() ? node.asText() : "";
        }
        StringBuilder words = new StringBuilder();
        for (JsonNode entry : node) {
            String place = entry.path("loc").path(entry.path("loc").size() - 1).asText();
            words.append(words.isEmpty() ? "" : "; ").append(place).append(' ');
            words.append(entry.path("msg").asText());
        }
        return words.toString().strip();
    }

    private static String shortened(String words) {
        String line = PATH.matcher(words.replaceAll("\\p{Cntrl}+", " "))
                .replaceAll("(path)")
                .strip();
        return line.length() <= MAX_DETAIL_LENGTH ? line : line.substring(0, MAX_DETAIL_LENGTH) + "…";
    }
}

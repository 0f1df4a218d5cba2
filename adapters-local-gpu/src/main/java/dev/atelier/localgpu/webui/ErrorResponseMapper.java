package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.NodeException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Maps responses other than 200 to exceptions, following the error responses of SD WebUI. */
final class ErrorResponseMapper {

    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_DETAIL_LENGTH = 300;

    /** Client error statuses that are transient. */
    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);

    /** Errors with status 500 that the request alone caused. */
    private static final Set<String> REQUEST_ERRORS = Set.of(
            "Invalid encoded image",
            "Invalid image url",
            "Requests not allowed",
            "Request to local resource not allowed");

    /** Python's exceptions for arguments that cannot be used. */
    private static final Set<String> ARGUMENT_ERRORS =
            Set.of("AssertionError", "ValueError", "IndexError", "ZeroDivisionError", "ValidationError");

    /** WebUI's words for other errors with status 500 that the request alone caused. */
    private static final Pattern REQUEST_WORDS = Pattern.compile("bad number of images passed");

    /** WebUI's words where the node lacks what the request names, and another may have it. */
    private static final Pattern MISSING_WORDS = Pattern.compile("could not find upscaler named");

    /** The GPU's own errors: mostly nothing can be generated any more until the process is restarted. */
    private static final Pattern GPU_WORDS =
            Pattern.compile("CUDA error|CUBLAS_STATUS|CUDNN_STATUS|HIP error|device-side assert|No CUDA GPUs");

    /** A script that another node may have. */
    private static final Pattern MISSING_SCRIPT = Pattern.compile("(?i)script .* not found");

    private static final Set<String> JOBS =
            Stream.of(TaskType.values()).map(TaskType::word).collect(Collectors.toUnmodifiableSet());

    /** File paths of the node, which must not reach clients. */
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
            return NodeException.broken("The node rejected the configured user and password");
        }
        if (isRouteMissing()) {
            return routeMissing();
        }
        if (status == 422
                && MISSING_SCRIPT.matcher(body.path("detail").asText()).find()) {
            return NodeException.modelMissing("The node rejected the request: " + detail());
        }
        boolean requestAtFault = status >= 400 && status < 500 && !TRANSIENT.contains(status);
        if (requestAtFault || isRequestError()) {
            return NodeException.rejected("The node rejected the request: " + detail());
        }
        return new NodeException(kind(), "The node failed with status " + status + ": " + detail());
    }

    private Kind kind() {
        if (!isJobError()) {
            return Kind.BROKEN;
        }
        if (MISSING_WORDS.matcher(text).find()) {
            return Kind.MODEL_MISSING;
        }
        if (isArgumentError() || REQUEST_WORDS.matcher(text).find()) {
            return Kind.JOB_REFUSED;
        }
        return GPU_WORDS.matcher(text).find() ? Kind.GPU_ERROR : Kind.JOB_ERROR;
    }

    /** Its words may repeat the request's, so they say nothing about the GPU. */
    private boolean isArgumentError() {
        return ARGUMENT_ERRORS.contains(body.path("error").asText());
    }

    /** WebUI reports the exception of a job this way; a proxy in front of a dead node does not. */
    private boolean isJobError() {
        return status == 500 && body.has("error") && JOBS.contains(route());
    }

    /** WebUI reports an unknown setting as KeyError. */
    private boolean isRequestError() {
        return REQUEST_ERRORS.contains(body.path("detail").asText())
                || body.path("error").asText().equals("KeyError");
    }

    private boolean isOutOfMemory() {
        String lower = text.toLowerCase(Locale.ROOT);
        return status >= 500
                && !isArgumentError()
                && (lower.contains("outofmemoryerror") || lower.contains("out of memory"));
    }

    /** A 404 of a handler has an error in its body; that of the server for an unknown path has not. */
    private boolean isRouteMissing() {
        return status == 405 || status == 501 || (status == 404 && !body.has("error"));
    }

    /** Another node may have it; one that was started without its API lists no models either. */
    private NodeException routeMissing() {
        boolean ofWebUi = path.endsWith("/txt2img") || path.endsWith("/img2img");
        return NodeException.modelMissing(
                "The node has no route " + route() + (ofWebUi ? "; WebUI offers it when started with --api" : ""));
    }

    private String route() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The node's message: {@code detail} and {@code errors} in WebUI, a list in FastAPI, {@code message} in others. */
    private String detail() {
        String error = message(body.path("error"));
        String reason = Stream.of("detail", "errors", "message")
                .map(field -> message(body.path(field)))
                .filter(message -> !message.isBlank())
                .findFirst()
                .orElse("");
        if (reason.isEmpty()) {
            return error.isBlank() ? "no reason given" : shortened(error);
        }
        return shortened(error.isBlank() || error.equals("HTTPException") ? reason : error + ": " + reason);
    }

    private static String message(JsonNode node) {
        if (!node.isArray()) {
            return node.isTextual() ? node.asText() : "";
        }
        StringBuilder message = new StringBuilder();
        for (JsonNode entry : node) {
            String field = entry.path("loc").path(entry.path("loc").size() - 1).asText();
            message.append(message.isEmpty() ? "" : "; ").append(field).append(' ');
            message.append(entry.path("msg").asText());
        }
        return message.toString().strip();
    }

    private static String shortened(String message) {
        String line = PATH.matcher(message.replaceAll("\\p{Cntrl}+", " "))
                .replaceAll("(path)")
                .strip();
        return line.length() <= MAX_DETAIL_LENGTH ? line : line.substring(0, MAX_DETAIL_LENGTH) + "…";
    }
}

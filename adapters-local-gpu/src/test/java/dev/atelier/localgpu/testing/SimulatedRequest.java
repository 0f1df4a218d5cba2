package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request that the simulator received.
 *
 * @param path without the query
 * @param body a missing node when there was none or it was not JSON
 * @param authorization the header; null without one
 * @param acceptEncoding the header; null without one
 */
public record SimulatedRequest(
        String method, String path, JsonNode body, String authorization, String acceptEncoding) {}

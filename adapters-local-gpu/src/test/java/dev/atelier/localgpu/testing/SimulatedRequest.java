package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A request that the simulator received.
 *
 * @param path without the query
 * @param body a missing node if absent or not JSON
 * @param authorization the header; null if absent
 * @param acceptEncoding the header; null if absent
 * @param traceparent the header; null if absent
 */
public record SimulatedRequest(
        String method, String path, JsonNode body, String authorization, String acceptEncoding, String traceparent) {}

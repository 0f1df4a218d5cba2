package dev.atelier.rest.node;

/** The bodies of responses, for the OpenAPI description only. */
final class NodeSchemas {

    private NodeSchemas() {}

    record NodesAnswer(int statusCode, NodeListResponse data, String message) {}

    record NodeAnswer(int statusCode, NodeView data, String message) {}
}

package dev.atelier.rest.audit;

/** The bodies of responses, for the OpenAPI description only. */
final class AuditSchemas {

    private AuditSchemas() {}

    record AuditAnswer(int statusCode, AuditListResponse data, String message) {}
}

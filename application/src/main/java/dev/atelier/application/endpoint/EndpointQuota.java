package dev.atelier.application.endpoint;

/**
 * Limits the number of endpoints.
 *
 * @param onePerRole whether a role may have one live endpoint only
 */
public record EndpointQuota(boolean onePerRole) {}

package dev.atelier.application.endpoint;

/**
 * How many endpoints there may be.
 *
 * @param onePerRole whether a role to which a live endpoint is open gets no other
 */
public record EndpointQuota(boolean onePerRole) {}

/**
 * What the service does as traces of OpenTelemetry. Nothing here is loaded where none are asked for: only {@link
 * dev.atelier.monitoring.tracing.TracingConfiguration} is there in any case.
 */
package dev.atelier.monitoring.tracing;

/** What use cases and adapters know of distributed traces. */
package dev.atelier.application.tracing;

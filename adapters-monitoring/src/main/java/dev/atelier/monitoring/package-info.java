/** What the service does, as metrics in Prometheus' format and as lines of the log. */
package dev.atelier.monitoring;

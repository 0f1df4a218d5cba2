/** The outbox of events: rows written in the transactions of what they report, and read in one order by all replicas. */
package dev.atelier.persistence.event;

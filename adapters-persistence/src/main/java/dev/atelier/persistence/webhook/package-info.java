/** Webhooks: their rows, the queue that they are, and the requests that they get. */
package dev.atelier.persistence.webhook;

/** What is removed while the service runs, each kind in a thread of its own. */
package dev.atelier.persistence.cleanup;

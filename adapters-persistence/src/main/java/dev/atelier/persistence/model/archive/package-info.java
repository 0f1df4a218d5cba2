/** Reads models that were uploaded in a {@code .tar}. */
package dev.atelier.persistence.model.archive;

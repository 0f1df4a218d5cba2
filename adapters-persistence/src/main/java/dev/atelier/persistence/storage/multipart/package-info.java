/** Uploads in parts: what the stores share, and those of the folder, which puts the parts together itself. */
package dev.atelier.persistence.storage.multipart;

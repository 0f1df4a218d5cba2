/**
 * Looks into model files: that a safetensors header fits its file, and what a pickle would import. Files are read from
 * disk as far as needed and are never held in memory; nothing in them is run.
 */
package dev.atelier.persistence.inspection;

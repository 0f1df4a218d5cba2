/**
 * Inspects model files: whether a safetensors header fits its file, and what a pickle would import. Files are read from
 * disk as far as needed and never held in memory; nothing in them is executed.
 */
package dev.atelier.persistence.inspection;

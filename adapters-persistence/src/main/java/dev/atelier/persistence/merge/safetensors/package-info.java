/**
 * Merges model files, a block of numbers at a time: {@code MergePlan} describes, from the headers, the content of each
 * tensor, and {@code SafetensorsMerger} computes it.
 */
package dev.atelier.persistence.merge.safetensors;
